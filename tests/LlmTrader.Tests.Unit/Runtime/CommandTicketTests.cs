using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>
/// Commands that are written together, and the sequences that they get. The plain twin is the journal: the n-th command in it is
/// the one with ticket n.
/// </summary>
public sealed class CommandTicketTests
{
    private static int Seeds => Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 200 : 12;

    [Fact]
    public void Batches_of_many_threads_stay_whole_and_their_tickets_name_the_sequences_of_the_journal() => RuntimeWorld.MustEnd(() =>
    {
        long refused = 0, askedEarly = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            const int Writers = 3, Batches = 150;
            FakeJournal journal = new();
            using TradingEngine engine = New(journal, seed % 2 == 0 ? EngineTopology.Pipelined : EngineTopology.Fused);
            MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
            List<Batch>[] written = [.. Enumerable.Range(0, Writers).Select(_ => new List<Batch>())];
            Background[] writers = [.. Enumerable.Range(0, Writers).Select(writer => new Background(() =>
            {
                Random random = new((seed * 100) + writer);
                for (int i = 0; i < Batches; i++)
                {
                    Batch batch = Batch.Random(random, id: (writer * Batches) + i + 1);
                    CommandTicket first;
                    while (!engine.Commands.TryWriteAll(batch.Events, out first)) { Interlocked.Increment(ref refused); Thread.Yield(); }
                    written[writer].Add(batch with { First = first });
                    if (!engine.Commands.TryFindSequence(first.Next(batch.Events.Length - 1), out _)) { Interlocked.Increment(ref askedEarly); }
                }
            }))];
            Background market = new(() =>
            {
                for (int i = 0; i < 2_000; i++) { inbox.Write(RuntimeWorld.Trade(i, 100 + (i % 7)), engine.Stopped); }
            });
            engine.Start();
            foreach (Background writer in writers) { writer.MustEnd(); }
            market.MustEnd();
            engine.Stop(RuntimeWorld.Patience);

            EngineEvent[] commands = [.. journal.Events.Where(e => e.Kind is EventKind.AdminRequest or EventKind.TradingStateChange)];
            Assert.Equal(written.Sum(batches => batches.Sum(batch => batch.Events.Length)), commands.Length);
            foreach (Batch batch in written.SelectMany(batches => batches))
            {
                for (int i = 0; i < batch.Events.Length; i++)
                {
                    CommandTicket ticket = batch.First.Next(i);
                    EngineEvent journaled = commands[ticket.Number];
                    Assert.Equal(Id(in batch.Events[i]), Id(in journaled));
                    bool isRemembered = commands.Length - ticket.Number < CommandInbox.Remembered;
                    Assert.Equal(isRemembered, engine.Commands.TryFindSequence(ticket, out long sequence));
                    if (isRemembered) { Assert.Equal(journaled.Sequence, sequence); }
                }
            }
        }

        Assert.True(askedEarly > 0, "no ticket was ever asked for before its command was sequenced: nothing was tested");
    });

    [Fact]
    public void What_does_not_fit_is_not_written_at_all() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        using TradingEngine engine = New(journal, EngineTopology.Fused);
        EngineEvent[] most = [.. Enumerable.Repeat(RuntimeWorld.State(0, TradingState.Active), engine.Commands.Capacity - 1)];
        Assert.True(engine.Commands.TryWriteAll(most, out CommandTicket first));
        Assert.Equal(0, first.Number);
        EngineEvent[] two = [RuntimeWorld.State(0, TradingState.Halted), RuntimeWorld.State(0, TradingState.Halted)];
        Assert.False(engine.Commands.TryWriteAll(two, out _));
        Assert.True(engine.Commands.TryWriteAll(two.AsSpan(0, 1), out CommandTicket last));
        Assert.Equal(most.Length, last.Number);
        Assert.False(engine.Commands.TryFindSequence(last, out long none));
        Assert.Equal(-1, none);

        engine.Start();
        engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(engine.Commands.Capacity, journal.Events.Count(e => e.Kind == EventKind.TradingStateChange));
        Assert.True(engine.Commands.TryFindSequence(last, out long sequence));
        Assert.Equal(TradingState.Halted, journal.Events[(int)sequence].TradingState.State);
    });

    [Fact]
    public void One_that_makes_no_sense_keeps_all_of_them_out()
    {
        using TradingEngine engine = New(new FakeJournal(), EngineTopology.Fused);
        EngineEvent[] events = [RuntimeWorld.State(0, TradingState.Active), RuntimeWorld.State(0, (TradingState)200)];
        Assert.Throws<ArgumentException>(() => engine.Commands.TryWriteAll(events, out _));
        Assert.Throws<ArgumentException>(() => engine.Commands.TryWriteAll([], out _));
        Assert.Throws<ArgumentException>(() => engine.Commands.TryWriteAll(new EngineEvent[engine.Commands.Capacity + 1], out _));
        Assert.True(engine.Commands.TryWriteAll(events.AsSpan(0, 1), out CommandTicket first));
        Assert.Equal(0, first.Number);
    }

    [Fact]
    public void The_oldest_tickets_are_forgotten_and_say_so() => RuntimeWorld.MustEnd(() =>
    {
        using TradingEngine engine = New(new FakeJournal(), EngineTopology.Fused);
        engine.Start();
        EngineEvent[] batch = [.. Enumerable.Repeat(RuntimeWorld.State(0, TradingState.Active), 1024)];
        for (int i = 0; i <= CommandInbox.Remembered / batch.Length; i++)
        {
            CommandTicket first;
            while (!engine.Commands.TryWriteAll(batch, out first)) { Thread.Yield(); }
            RuntimeWorld.Eventually(() => engine.Commands.TryFindSequence(first.Next(batch.Length - 1), out _), "the batch is sequenced");
        }

        Assert.False(engine.Commands.TryFindSequence(new CommandTicket(0), out _));
        Assert.False(engine.Commands.TryFindSequence(new CommandTicket(batch.Length), out _));
        Assert.True(engine.Commands.TryFindSequence(new CommandTicket(batch.Length + 1), out _));
        engine.Stop(RuntimeWorld.Patience);
    });

    [Theory]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Pipelined)]
    public void Deposits_withdrawals_and_orders_take_effect_at_the_sequences_that_their_tickets_name(EngineTopology topology) => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        FakeOutJournal derived = new();
        using TradingEngine engine = new(RuntimeWorld.Options("1m"), RuntimeWorld.Threading(topology), new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = journal, OutJournal = derived });
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        engine.Start();
        inbox.Write(RuntimeWorld.Trade(0, 100), engine.Stopped);
        RuntimeWorld.Eventually(() => journal.WrittenSequence >= 0, "there is a price");
        EngineEvent[] commands = [Flow(CashFlowKind.Deposit, 500), RuntimeWorld.Manual(0, Side.Buy, 10), Flow(CashFlowKind.Withdrawal, -200)];
        Assert.True(engine.Commands.TryWriteAll([.. AdminRequests.Events(1, "ann", "three things", ""), .. commands], out CommandTicket first));
        CommandTicket deposit = first.Next(AdminRequests.Events(1, "ann", "three things", "").Length);
        RuntimeWorld.Eventually(() => engine.Commands.TryFindSequence(deposit.Next(2), out _), "all are sequenced");
        inbox.Write(RuntimeWorld.Trade(1, 100), engine.Stopped);
        engine.Stop(RuntimeWorld.Patience);

        long[] sequences = [.. Enumerable.Range(0, 3).Select(i => engine.Commands.TryFindSequence(deposit.Next(i), out long sequence) ? sequence : -1)];
        OutRecord[] flows = [.. derived.Records.Where(record => record.Kind == OutKind.CashFlow)];
        Assert.Equal([(sequences[0], 500 * Money.One), (sequences[2], -200 * Money.One)], flows.Select(flow => (flow.Sequence, flow.CashFlow.AmountRaw)));
        OutRecord decision = Assert.Single(derived.Records, record => record.Kind == OutKind.Decision);
        Assert.Equal((sequences[1], StrategyId.Manual, RejectReason.None), (decision.Sequence, decision.Decision.Strategy, decision.Decision.Verdict));
        Assert.Equal(10, engine.Stages.Accounts.Book.PositionOf(default, default).Quantity.Raw);
        Assert.Equal(1_000_300 * Money.One - (10 * Money.One), engine.Stages.Accounts.Book.Cash(default, Currency.Parse("USD")).Raw);

        static EngineEvent Flow(CashFlowKind kind, long dollars) => new()
        {
            Kind = EventKind.CashFlow, Instrument = InstrumentId.None,
            CashFlow = new CashFlow { Kind = kind, AmountRaw = dollars * Money.One, Currency = Currency.Parse("USD") },
        };
    });

    [Fact]
    public void Writing_and_asking_allocate_nothing()
    {
        EngineEvent[] batch = [.. Enumerable.Repeat(RuntimeWorld.State(0, TradingState.Active), 4)];
        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            using TradingEngine engine = New(new FakeJournal(), EngineTopology.Fused);    // One each time: nobody empties its inbox.
            Assert.True(engine.Commands.TryWriteAll(batch, out CommandTicket first));
            long bytes = AllocatedBytes.By(() =>
            {
                for (int i = 0; i < 100; i++)
                {
                    engine.Commands.TryWriteAll(batch, out first);
                    engine.Commands.TryFindSequence(first, out _);
                }
            });
            Assert.Equal(400, first.Number);
            return bytes;
        }));
    }

    private static TradingEngine New(FakeJournal journal, EngineTopology topology) => new(
        RuntimeWorld.Options("1m"), RuntimeWorld.Threading(topology, ring: 256), new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = journal });

    private static (EventKind, long, int) Id(in EngineEvent e) =>
        e.Kind == EventKind.AdminRequest ? (e.Kind, e.AdminRequest.RequestId, e.AdminRequest.Offset) : (e.Kind, (long)e.TradingState.State, 0);

    // A request's record, and behind it the states that it asks for.
    private sealed record Batch(EngineEvent[] Events, CommandTicket First)
    {
        public static Batch Random(Random random, long id)
        {
            EngineEvent[] record = AdminRequests.Events(id, "operator", new string('x', random.Next(200)), "");
            EngineEvent[] states = [.. Enumerable.Range(0, random.Next(4)).Select(_ => RuntimeWorld.State(0, (TradingState)random.Next(3)))];
            return new Batch([.. record, .. states], default);
        }
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>Inboxes are filled before the engine starts, so that what finds room and what does not is certain.</summary>
public sealed class InboxTests
{
    [Fact]
    public void A_full_inbox_that_waits_lets_its_writer_wait_for_room() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        using TradingEngine engine = New(journal);
        MarketDataInbox inbox = engine.AddInbox(4, InboxOverflow.Wait);
        for (int i = 0; i < 4; i++) { Assert.True(inbox.Write(RuntimeWorld.Trade(i, 100 + i), engine.Stopped)); }
        Background fifth = new(() => Assert.True(inbox.Write(RuntimeWorld.Trade(4, 104), engine.Stopped)));
        Assert.False(fifth.EndsWithin(TimeSpan.FromMilliseconds(30)));

        engine.Start();
        fifth.MustEnd();
        engine.Stop(RuntimeWorld.Patience);
        Assert.Equal([100L, 101, 102, 103, 104], MarketData(journal).Select(e => e.Trade.Price.Raw));
        Assert.Equal((0L, 0L), (inbox.Dropped, inbox.Conflated));
    });

    [Fact]
    public void A_writer_that_waits_gives_up_when_the_engine_stops()
    {
        using CancellationTokenSource stopped = new();
        MarketDataInbox inbox = new(2, 1, InboxOverflow.Wait, new Doorbell());
        Assert.True(inbox.Write(RuntimeWorld.Trade(0, 100), stopped.Token) && inbox.Write(RuntimeWorld.Trade(0, 100), stopped.Token));
        Background third = new(() => Assert.False(inbox.Write(RuntimeWorld.Trade(0, 100), stopped.Token)));
        Assert.False(third.EndsWithin(TimeSpan.FromMilliseconds(20)));
        stopped.Cancel();
        third.MustEnd();
    }

    [Fact]
    public void A_full_live_inbox_keeps_the_newest_quote_and_counts_every_trade_it_drops() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        using TradingEngine engine = New(journal);
        MarketDataInbox inbox = engine.AddInbox(2, InboxOverflow.ConflateAndMarkGaps);
        inbox.Write(RuntimeWorld.Trade(0, 100), engine.Stopped);
        inbox.Write(RuntimeWorld.Trade(1, 101, instrument: 1), engine.Stopped);      // Full.
        inbox.Write(RuntimeWorld.Quote(2, bid: 98, ask: 99), engine.Stopped);
        inbox.Write(RuntimeWorld.Quote(3, bid: 97, ask: 98), engine.Stopped);        // Replaces it.
        for (int i = 0; i < 3; i++) { inbox.Write(RuntimeWorld.Trade(4 + i, 90), engine.Stopped); }
        inbox.Write(RuntimeWorld.Trade(7, 91, instrument: 1), engine.Stopped);
        inbox.Write(RuntimeWorld.Quote(8, bid: 96, ask: 97), engine.Stopped);        // And replaces it again.
        Assert.Equal((4L, 2L), (inbox.Dropped, inbox.Conflated));
        Assert.False(inbox.DeliverOwed());   // There is still no room.

        engine.Start();
        RuntimeWorld.Eventually(inbox.DeliverOwed, "everything owed is delivered");
        RuntimeWorld.Eventually(() => inbox.Waiting == 0, "and taken in: there is room again");
        inbox.Write(RuntimeWorld.Trade(9, 102), engine.Stopped);
        engine.Stop(RuntimeWorld.Patience);

        List<EngineEvent> all = MarketData(journal);
        List<EngineEvent> first = [.. all.Where(e => e.Instrument.Value == 0)];
        Assert.Equal([EventKind.Trade, EventKind.Gap, EventKind.Quote, EventKind.Trade], first.Select(e => e.Kind));
        Assert.Equal((3L, 96L, 102L), (first[1].Gap.Dropped, first[2].Quote.BidPrice.Raw, first[3].Trade.Price.Raw));
        List<EngineEvent> second = [.. all.Where(e => e.Instrument.Value == 1)];
        Assert.Equal([EventKind.Trade, EventKind.Gap], second.Select(e => e.Kind));
        Assert.Equal(1, second[1].Gap.Dropped);
    });

    [Fact]
    public void A_live_feed_is_told_what_was_dropped_and_never_waits()
    {
        IMarketDataPort port = new MarketDataInbox(2, 2, InboxOverflow.Wait, new Doorbell());
        Assert.True(port.TryWrite(RuntimeWorld.Trade(0, 100)));
        Assert.True(port.TryWrite(RuntimeWorld.Trade(1, 101)));
        Assert.False(port.TryWrite(RuntimeWorld.Trade(2, 102)));
        Assert.True(port.TryWrite(RuntimeWorld.Quote(3, bid: 98, ask: 99)));   // Held back, not lost.
        Assert.False(port.DeliverOwed());
        Assert.Equal((1L, 0L), (((MarketDataInbox)port).Dropped, ((MarketDataInbox)port).Conflated));
    }

    // A feed much faster than the engine takes it in: whatever happens, what was written and what came in differ by
    // exactly what was counted, and no instrument's data continue over a hole without a mark.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_is_lost_uncounted(int seed) => RuntimeWorld.MustEnd(() =>
    {
        const int Instruments = 3;
        Random random = new(seed);
        FakeJournal journal = new();
        using TradingEngine engine = New(journal, Instruments);
        MarketDataInbox inbox = engine.AddInbox(4, InboxOverflow.ConflateAndMarkGaps);
        long trades = 0, quotes = 0;
        long[] newestQuote = new long[Instruments];
        for (int i = 0; i < 5000; i++)
        {
            if (i == 100) { engine.Start(); }
            int instrument = random.Next(Instruments);
            if (random.Next(2) == 0) { trades++; inbox.Write(RuntimeWorld.Trade(i, 1000 + i, instrument: instrument), engine.Stopped); }
            else { quotes++; newestQuote[instrument] = 1000 + i; inbox.Write(RuntimeWorld.Quote(i, 1000 + i, 1001 + i, instrument: instrument), engine.Stopped); }
            if (i % 50 == 0) { Thread.Yield(); }
        }

        RuntimeWorld.Eventually(inbox.DeliverOwed, "everything owed is delivered");
        engine.Stop(RuntimeWorld.Patience);

        List<EngineEvent> all = MarketData(journal);
        Assert.True(inbox.Dropped > 0 && inbox.Conflated > 0, "the inbox never was full: nothing was tested");
        Assert.Equal(trades, all.Count(e => e.Kind == EventKind.Trade) + inbox.Dropped);
        Assert.Equal(quotes, all.Count(e => e.Kind == EventKind.Quote) + inbox.Conflated);
        Assert.Equal(inbox.Dropped, all.Where(e => e.Kind == EventKind.Gap).Sum(e => e.Gap.Dropped));
        for (int i = 0; i < Instruments; i++)
        {
            Assert.Equal(newestQuote[i], all.Last(e => e.Kind == EventKind.Quote && e.Instrument.Value == i).Quote.BidPrice.Raw);
        }
    });

    [Fact]
    public void A_full_command_inbox_says_so() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        using TradingEngine engine = New(journal);
        int taken = 0;
        while (engine.Commands.TryWrite(RuntimeWorld.Manual(0, Side.Buy, 1))) { taken++; }
        Assert.Equal(4096, taken);

        engine.Start();
        engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(taken, journal.Events.Count(e => e.Kind == EventKind.Command));
    });

    [Fact]
    public void Only_so_many_commands_are_under_way_while_the_last_stage_is_stuck() => RuntimeWorld.MustEnd(() =>
    {
        FakeJournal journal = new();
        FakeGateway gateway = new(journal);
        gateway.Open.Reset();
        using TradingEngine engine = new(RuntimeWorld.Options("1t"), RuntimeWorld.Threading(EngineTopology.Fused, ring: 8192), new EnginePorts
        {
            RuleSet = ScriptedRuleSet.Idle,
            Journal = journal,
            Gateway = gateway,
            UntilDurable = true,
        });
        MarketDataInbox inbox = engine.AddInbox(4, InboxOverflow.Wait);
        engine.Start();
        inbox.Write(RuntimeWorld.Trade(0, 100), engine.Stopped);
        RuntimeWorld.Eventually(() => journal.WrittenSequence == 0, "there is a price, so that orders reach the gate");
        for (int i = 0; i < 3000; i++) { Assert.True(engine.Commands.TryWrite(RuntimeWorld.Manual(0, Side.Buy, 1))); }

        RuntimeWorld.Eventually(() => Commands() == CommandInbox.MaxUnderWay, "the limit is reached");
        Thread.Sleep(30);
        Assert.Equal(CommandInbox.MaxUnderWay, Commands());
        gateway.Open.Set();
        engine.Stop(RuntimeWorld.Patience);
        Assert.Equal(3000, Commands());

        int Commands() => journal.Events.Count(e => e.Kind == EventKind.Command);
    });

    private static TradingEngine New(FakeJournal journal, int instruments = 2) => new(
        RuntimeWorld.Options(instruments, "1m"), RuntimeWorld.Threading(EngineTopology.Fused, ring: 64), new EnginePorts { RuleSet = ScriptedRuleSet.Idle, Journal = journal });

    private static List<EngineEvent> MarketData(FakeJournal journal) =>
        [.. journal.Events.Where(e => e.Kind is EventKind.Trade or EventKind.Quote or EventKind.Gap)];
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Snapshots.Content;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Recovery;

/// <summary>
/// Runs of one scenario, each of which takes up what the one before has left: a journal and a derived stream that were cut off
/// anywhere, as by kill -9, and at times a snapshot.
/// </summary>
internal sealed class SurvivingRun(RecoveryScenario scenario, int seed)
{
    private readonly Random _random = new(seed);
    private int _epoch = 1;

    public MemoryJournal Journal { get; private set; } = new();

    public MemoryOut Out { get; private set; } = new();

    /// <summary>What was on its way at the cuts.</summary>
    public int Pending { get; private set; }

    /// <summary>Takes the first run to its end.</summary>
    public void RunFirst()
    {
        InlineEngine engine = new(scenario.Options(), scenario.First(), Journal, Out, compiler: RecoveryScenario.Compiler());
        Feed(engine, to: int.MaxValue);
        engine.Complete();
    }

    /// <summary>Everything from <paramref name="sequence"/> on is lost; of the derived stream any part of that, or more.</summary>
    public void Cut(long sequence)
    {
        Journal = new MemoryJournal(Journal.Events.Take((int)sequence));
        int kept = Out.Records.Count(record => record.Sequence < sequence);
        MemoryOut rest = new();
        rest.Records.AddRange(Out.Records.Take(_random.Next(kept + 1)));
        Out = rest;
    }

    /// <summary>Takes the run up again and lets the whole rest of the market in, or a part of it.</summary>
    /// <returns>Orders that were open at the end.</returns>
    public int GoOn(EngineTopology topology, bool toTheEnd)
    {
        int to = toTheEnd ? int.MaxValue : RecoveryScenario.MarketIn(Journal.Events) + _random.Next(200);
        RecoverySource source = Source();
        (int events, Timestamp last) = (Journal.Events.Count, Journal.Events.Count > 0 ? Journal.Events[^1].Time : Timestamp.MinValue);
        if (topology == EngineTopology.Inline)
        {
            InlineEngine inline = new(scenario.Options(), scenario.First(), Journal, Out, compiler: RecoveryScenario.Compiler());
            Check(inline.Recover(source), source, events, last);
            Feed(inline, to);
            inline.Complete();
            return inline.Stages.Risk.Gate.OpenOrders;
        }

        using TradingEngine engine = new(scenario.Options(), LiveRun.Threading(topology), new EnginePorts
        {
            RuleSet = scenario.First(), RuleSetCompiler = RecoveryScenario.Compiler(), Journal = Journal, OutJournal = Out,
        });
        Check(engine.Recover(source), source, events, last);
        MarketDataInbox inbox = engine.AddInbox(64, InboxOverflow.Wait);
        List<EngineEvent> market = [.. scenario.Market.Skip(RecoveryScenario.MarketIn(Journal.Events))];
        int before = RecoveryScenario.MarketIn(Journal.Events);
        int command = RecoveryScenario.CommandsIn(Journal.Events);
        engine.Start();
        for (int i = 0; i < market.Count && before + i < to; i++)
        {
            for (; command < scenario.Commands.Count && scenario.Commands[command].Before <= before + i; command++)
            {
                while (!engine.Commands.TryWrite(scenario.Commands[command].Event)) { Thread.Yield(); }
            }

            Assert.True(inbox.Write(market[i], engine.Stopped), engine.Fault?.ToString());
        }

        engine.Stop(TimeSpan.FromSeconds(30));
        return engine.Stages.Risk.Gate.OpenOrders;
    }

    // Half of the starts have a snapshot; it comes from a replay beside the engine.
    private RecoverySource Source()
    {
        long snapshot = _random.Next(2) == 0 ? _random.Next(Journal.Events.Count + 1) : 0;
        long outKept = Out.Records.Count > 0 ? Out.Records[^1].Sequence : -1;
        RecoverySource source = new()
        {
            Journal = Journal.Read(), Epoch = new EpochStart { Epoch = ++_epoch, Reason = EpochReason.Recovery },
            OutKeptThrough = outKept, OutKeptOfLast = Out.Records.Count(record => record.Sequence == outKept),
        };
        if (snapshot == 0) { return source; }

        InlineReplay replay = new(scenario.Options(), scenario.First(), compiler: RecoveryScenario.Compiler());
        IJournalReader journal = Journal.Read();
        snapshot = Math.Min(snapshot, Math.Max(0, outKept));   // The derived stream goes on where it ends, so the replay must begin before that.
        while (replay.NextSequence < snapshot) { replay.TryStep(journal); }
        SnapshotSaver saver = new();
        replay.Transfer(saver);
        return source with { Snapshot = new SnapshotLoader(saver.Content.ToArray()), Journal = Journal.Read(snapshot) };
    }

    private void Check(RecoveryResult result, RecoverySource source, int events, Timestamp last)
    {
        Assert.Equal((events, last), ((int)result.NextSequence, result.Now));
        Assert.True(source.Snapshot is null or SnapshotLoader { IsAtEnd: true });
        Pending += result.Pending;
    }

    private void Feed(InlineEngine engine, int to)
    {
        int command = RecoveryScenario.CommandsIn(Journal.Events);
        for (int i = RecoveryScenario.MarketIn(Journal.Events); i < scenario.Market.Count && i < to; i++)
        {
            EngineEvent next = scenario.Market[i];
            for (; command < scenario.Commands.Count && scenario.Commands[command].Before <= i; command++)
            {
                EngineEvent wanted = scenario.Commands[command].Event;
                wanted.Time = engine.Now;
                engine.Process(ref wanted);
            }

            engine.Process(ref next);
        }
    }
}

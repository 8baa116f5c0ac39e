using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Property.Topologies;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Recovery;

/// <summary>All stages, saved anywhere in a journal and loaded into fresh ones, have every field that they had and go on alike.</summary>
public class StageSnapshotTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 500 : 40;

    private static readonly HashSet<string> NoState =
    [
        // What lies between the stages belongs to one event and is over with it.
        "StageBuffer._entries", "StageBuffer._writtenBy", "StageBuffer._cursor", "StageBuffer._passed",
        "BarsStage._sequence", "BarsStage._count", "AccountRecords._record", "AccountRecords._out", "Feedback._inbox",
        "SignalOutput._sequence", "SignalOutput.Now", "SignalOutput._firstCommand", "SignalOutput._commandCount", "SignalOutput._firstNote", "SignalOutput._noteCount",
        "Flattener._port", "OrderTracker.port", "RiskRecorder.records", "RiskMeasure._ofAccount", "RiskMeasure._ofStrategy", "PortfolioView._portfolio", "PortfolioView._holder", "PortfolioView.Now", "OrderRules._kept", "RecentOrders._found", "RecentOrders._place", "ActiveRule.Condition",   // The gate's own tests say why.
        "PeriodClock._start", "PeriodClock._period",   // The period of the last time that was asked for; another one is found anew.
        "OrderRules._kept", "RecentOrders._found", "RecentOrders._place",   // Of the order that is being judged.
        "RuleSetVersionStore.first",   // Where a slot holds it, it is compared there; else it is gone.
        "RuleSetStaging._source", "RuleSetStaging._bars", "RuleSetStaging._ordinals", "RuleSetStaging._isCompiled",   // A hand-over to the compiler, which is over.
        "RuleSetSwap._held[_heldCount..]", "SourceAssembler._bytes[_length..]", "ClosedTogether._held[Count..]", "ClosedTogether._sorted", "ClosedTogether._order",
        "ArrivalQueue._heap", "ArrivalQueue._arrivals", "BookMatcher._offers", "OrderGroups._changed",   // The venue's own tests say why.
        "FarLevels._levels[Count..]", "LevelBook._staged[_stagedCount..]", "LevelTakes._takes[Count..]",
        "VerdictBuffer._sequence", "VerdictBuffer._now", "VerdictBuffer._first", "VerdictBuffer._count",
    ];

    [Fact]
    public void Loaded_stages_are_the_saved_ones_and_replay_the_rest_alike()
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            RecoveryScenario scenario = new(seed);
            SurvivingRun run = new(scenario, seed);
            run.RunFirst();
            Random random = new(seed);
            for (int i = 0; i < 3; i++) { Check(seed, scenario, run.Journal, random.Next(run.Journal.Events.Count)); }
        }
    }

    [Fact]
    public void Stages_of_another_shape_refuse_a_snapshot()
    {
        RecoveryScenario scenario = new(1);
        EngineOptions options = scenario.Options();
        InlineReplay saved = new(options, scenario.First(), compiler: RecoveryScenario.Compiler());
        EngineOptions[] others =
        [
            options with { RuleSets = options.RuleSets with { Slots = 2 } },
            options with { Instruments = new InstrumentTable([options.Instruments[new InstrumentId(0)]]) },
        ];
        foreach (EngineOptions other in others)
        {
            Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(saved, new InlineReplay(other, scenario.First(), compiler: RecoveryScenario.Compiler())));
        }

        SnapshotFormatException set = Assert.Throws<SnapshotFormatException>(
            () => SnapshotCopy.Copy(saved, new InlineReplay(options, new RecoveryScenario(2).First(), compiler: RecoveryScenario.Compiler())));
        Assert.Contains("erratic-1", set.Message, StringComparison.Ordinal);
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(saved, new InlineReplay(options, scenario.First())));
    }

    private static void Check(int seed, RecoveryScenario scenario, MemoryJournal journal, int cut)
    {
        MemoryOut without = new(), with = new();
        InlineReplay whole = New(scenario, without);
        using IJournalReader reader = journal.Read();
        while (whole.NextSequence < cut) { whole.TryStep(reader); }
        InlineReplay loaded = New(scenario, with);
        SnapshotCopy.Copy(whole, loaded);
        Same(seed, cut, whole, loaded);

        without.Records.Clear();
        using IJournalReader tail = journal.Read(cut);
        int next = 0;
        while (whole.TryStep(reader))
        {
            Assert.True(loaded.TryStep(tail));
            if (++next is 1 or 10 or 100) { Same(seed, cut + next, whole, loaded); }
        }

        Same(seed, journal.Events.Count, whole, loaded);
        Assert.True(without.Records.SequenceEqual(with.Records), $"seed {seed}, cut {cut}: the derived stream differs");
        ReplayResult expected = whole.Complete();
        ReplayResult result = loaded.Complete();
        Assert.True(result.Divergence is null && result == expected, $"seed {seed}, cut {cut}: {result}, without the snapshot {expected}");
    }

    private static InlineReplay New(RecoveryScenario scenario, MemoryOut to) => new(scenario.Options(), scenario.First(), to, RecoveryScenario.Compiler());

    private static void Same(int seed, long at, InlineReplay whole, InlineReplay loaded)
    {
        Assert.Equal(whole.Stages.Hash.Combine(), loaded.Stages.Hash.Combine());
        Assert.Equal((whole.NextSequence, whole.Now), (loaded.NextSequence, loaded.Now));
        IReadOnlyList<string> differences = StateComparer.Differences(whole.Stages, loaded.Stages, NoState);
        Assert.True(differences.Count == 0, $"seed {seed} at {at}:\n{string.Join('\n', differences.Take(20))}");
    }
}

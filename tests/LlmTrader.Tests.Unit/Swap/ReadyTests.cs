using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>Between stage and ready: journals by hand, in which the ready event comes when the test says.</summary>
public sealed class ReadyTests
{
    private static readonly StrategyId Slot = SwapWorld.Slot;

    private readonly TestCompiler _compiler = new();
    private readonly TestRuleSet _first = new("first");
    private readonly TestRuleSet _second = new("second") { WarmUpBars = 2 };
    private readonly KeptRecords _out = new();

    public ReadyTests() => _compiler.Add("second", _second);

    public static TheoryData<EngineTopology> All => [EngineTopology.Pipelined, EngineTopology.Fused, EngineTopology.Inline];

    [Theory]
    [MemberData(nameof(All))]
    public void Bars_that_close_before_the_set_is_ready_are_applied_then(EngineTopology topology)
    {
        ReplayResult result = Replay(topology, SwapWorld.Options(),
            [Bar(1), Bar(2), Bar(3), .. Stage(), Bar(4), Bar(5), Ready(), Bar(6), RuleSetEvents.Activate(Slot, 1), Bar(7)]);

        Assert.Null(result.Divergence);
        Assert.Equal([102, 103, 104, 105, 106], _second.Received);
        Assert.Equal([101, 102, 103, 104, 105, 106], _first.Decided);
        Assert.Equal([107], _first.Received);
        Assert.Equal([107], _second.Decided);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Activation_before_ready_is_refused(EngineTopology topology)
    {
        ReplayResult result = Replay(topology, SwapWorld.Options(),
            [Bar(1), .. Stage(), RuleSetEvents.Activate(Slot, 1), RuleSetEvents.Shadow(Slot, 1, true), Bar(2), Ready(), Bar(3)]);

        Assert.Null(result.Divergence);
        Assert.Equal([101, 102, 103], _first.Decided);
        Assert.Equal([RuleSetCode.None, RuleSetCode.NotReady, RuleSetCode.NotReady, RuleSetCode.None], Codes);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void More_bars_than_can_be_held_back_fail_the_staging(EngineTopology topology)
    {
        EngineOptions options = SwapWorld.Options() with { RuleSets = new RuleSetOptions { MaxBufferedBars = 2 } };
        ReplayResult result = Replay(topology, options,
            [.. Stage(), Bar(1), Bar(2), Bar(3), Bar(4), Ready(), RuleSetEvents.Activate(Slot, 1), .. Stage(2), Bar(5), Ready(2), RuleSetEvents.Activate(Slot, 2), Bar(6)]);

        Assert.Null(result.Divergence);
        Assert.Equal([RuleSetCode.None, RuleSetCode.BufferOverflow, RuleSetCode.BufferOverflow, RuleSetCode.UnknownSet, RuleSetCode.None, RuleSetCode.None, RuleSetCode.None], Codes);
        Assert.Equal([101, 102, 103, 104, 105], _first.Decided);
        Assert.Equal([106], _second.Decided);   // The next staging starts anew.
    }

    [Theory]
    [MemberData(nameof(All))]
    public void One_set_is_compiled_at_a_time(EngineTopology topology)
    {
        ReplayResult result = Replay(topology, SwapWorld.Options(), [.. Stage(1), .. Stage(2), Ready(1), .. Stage(2), Ready(2)]);
        Assert.Null(result.Divergence);
        Assert.Equal([RuleSetCode.None, RuleSetCode.StagingBusy, RuleSetCode.None, RuleSetCode.None, RuleSetCode.None], Codes);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_set_that_compiled_then_and_not_now_is_a_divergence(EngineTopology topology)
    {
        ReplayResult result = Replay(topology, SwapWorld.Options(), [.. Stage(text: "unknown"), Ready(), Bar(1)]);
        Assert.Equal(2, result.Divergence?.Sequence);
        Assert.Contains("DoesNotCompile of set 1", result.Divergence!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_journaled_failure_that_does_not_happen_again_is_a_divergence(EngineTopology topology)
    {
        EngineEvent stopped = RuleSetEvents.Quarantine(Slot, 0, RuleSetCode.Threw);
        ReplayResult result = Replay(topology, SwapWorld.Options(), [Bar(1), stopped, Bar(2)]);
        Assert.Equal(1, result.Divergence?.Sequence);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_run_that_ends_before_a_set_is_ready_replays(EngineTopology topology)
    {
        ReplayResult result = Replay(topology, SwapWorld.Options(), [.. Stage(), Bar(1)]);
        Assert.Null(result.Divergence);
        Assert.Equal([101], _first.Decided);
    }

    private IEnumerable<RuleSetCode> Codes => _out.Records.Where(record => record.Kind == OutKind.RuleSet).Select(record => record.RuleSet.Code);

    private ReplayResult Replay(EngineTopology topology, EngineOptions options, EngineEvent[] events)
    {
        KeptEvents journal = new();
        for (int i = 0; i < events.Length; i++)
        {
            events[i].Sequence = i;
            events[i].Time = SwapWorld.At(i);
            journal.Append(in events[i]);
        }

        return new ReplayEngine(options, new ThreadingOptions { Topology = topology, RingCapacity = 1024 }, _first, _out, _compiler).Run(journal);
    }

    private static EngineEvent Bar(int n) => SwapWorld.TradeAt(n, 100 + n);

    private static EngineEvent[] Stage(int setId = 1, string text = "second") => RuleSetEvents.Stage(Slot, setId, text, 2);

    private static EngineEvent Ready(int setId = 1)
    {
        EngineEvent e = RuleSetEvents.Activate(Slot, setId);
        e.Kind = EventKind.RuleSetReady;
        return e;
    }
}

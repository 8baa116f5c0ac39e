using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tests.Unit.Runs;

/// <summary>What a report says of swaps that the engine did, refused or never saw, and what a run records of them.</summary>
public sealed class SwapReportTests
{
    private static readonly InstrumentTable Instruments = new([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)]);
    private static readonly BarSpec[] Bars = [BarSpec.Parse("10s")];

    private readonly RecordingRuleSetCompiler _compiler = new(new RuleSetCompiler(Instruments, Bars));
    private readonly Records _records = new();
    private readonly SwapLog _log;

    public SwapReportTests() => _log = new SwapLog(_records);

    [Fact]
    public void Each_swap_has_its_outcome_and_its_own_compilation()
    {
        SwapPlan plan = SwapPlan.Compile([.. Enumerable.Range(1, 5).Select(i => Swap($"set{i}", i * 100))], Instruments, Bars);
        Note(101, 1, EventKind.RuleSetStage, RuleSetCode.None);
        Note(102, 2, EventKind.RuleSetStage, RuleSetCode.StagingBusy);   // Refused before it was compiled.
        Note(103, 2, EventKind.RuleSetActivate, RuleSetCode.UnknownSet);
        Note(110, 1, EventKind.RuleSetReady, RuleSetCode.None);
        Note(111, 1, EventKind.RuleSetActivate, RuleSetCode.None);
        Note(120, 3, EventKind.RuleSetStage, RuleSetCode.None);
        Note(121, 3, EventKind.RuleSetReady, RuleSetCode.DoesNotCompile);
        Note(130, 4, EventKind.RuleSetStage, RuleSetCode.None);
        Note(140, 1, EventKind.RuleSetQuarantine, RuleSetCode.Threw);
        _compiler.TryCompile(plan.Swaps[0].Swap.Source, out _, out _);
        _compiler.TryCompile("no rule set", out _, out _);

        IReadOnlyList<SwapReport> reports = SwapReport.Of(plan, _log, _compiler);
        Assert.Equal([SwapOutcome.Activated, SwapOutcome.Refused, SwapOutcome.Refused, SwapOutcome.Unfinished, SwapOutcome.NotReached], reports.Select(report => report.Outcome));
        Assert.Equal((101L, 110L, 111L), (reports[0].StagedAt, reports[0].ReadyAt, reports[0].ActivatedAt));
        Assert.Equal((140L, RuleSetCode.Threw), (reports[0].StoppedAt, reports[0].StoppedBy));
        Assert.Equal(["entry_long", "exit_long"], reports[0].Clauses!.Clauses.Select(clause => clause.Clause));
        Assert.Equal((RuleSetCode.StagingBusy, null), (reports[1].RefusedBy, reports[1].Why));
        Assert.Equal(RuleSetCode.DoesNotCompile, reports[2].RefusedBy);
        Assert.NotNull(reports[2].Why);
        Assert.Contains("staged at sequence 101, ready at 110, activated at 111", reports[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("STOPPED by Threw at 140", reports[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("REFUSED by StagingBusy; asked for at sequence 200", reports[1].ToString(), StringComparison.Ordinal);
        Assert.Contains("sequence 500 never came", reports[4].ToString(), StringComparison.Ordinal);
        Assert.Equal(9, _records.Count);   // All of them go on to the next taker.
    }

    [Fact]
    public void Swaps_out_of_order_and_sets_that_do_not_fit_the_run_are_refused_before_it()
    {
        string order = Assert.Throws<RunException>(() => SwapPlan.Compile([Swap("a", 10), Swap("b", 20), Swap("c", 15)], Instruments, Bars)).Message;
        Assert.Contains("'c.yaml' at sequence 15 is named after that to 'b.yaml' at sequence 20", order, StringComparison.Ordinal);
        Assert.Equal(2, SwapPlan.Compile([Swap("a", 10), Swap("b", 10)], Instruments, Bars).Swaps.Count);
        Assert.Contains("b.yaml", Assert.Throws<RunException>(() => SwapPlan.Compile([Swap("b", 1)], Instruments, [BarSpec.Parse("1m")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_records_its_swaps_and_keeps_as_many_bars_as_they_need()
    {
        RunConfiguration plain = new() { Strategy = "ma-cross:bar=10s", Accounts = [] };
        Assert.Same(plain, SwapPlan.Compile([], Instruments, Bars).Record(plain));

        RunConfiguration few = SwapPlan.Compile([Swap("a", 10)], Instruments, Bars).Record(plain);
        Assert.Equal(0, few.RetainedBars);
        Assert.Equal(("a", 10L, null), (few.Swaps![0].Name, few.Swaps[0].Sequence, few.Swaps[0].Time));

        RunConfiguration many = SwapPlan.Compile([Swap("a", 10), Swap("long", 10, length: 700)], Instruments, Bars).Record(plain);
        Assert.InRange(many.RetainedBars, 700, 710);
        Assert.Equal(many.ToJson().GetRawText(), RunConfiguration.FromJson(many.ToJson()).ToJson().GetRawText());
        Assert.DoesNotContain("retainedBars", few.ToJson().GetRawText(), StringComparison.Ordinal);
    }

    private static ScheduledSwap Swap(string name, long sequence, int length = 5) => ScheduledSwap.From($"{name}.yaml", $$"""
        name: {{name}}
        bar: 10s
        entry_long: close > sma(close, {{length}})
        exit_long: close < sma(close, {{length}})
        sizing: {percent_of_equity: 1}
        """, SwapPlace.AtSequence(sequence));

    private void Note(long sequence, int setId, EventKind change, RuleSetCode code) => _log.Append(new OutRecord
    {
        Sequence = sequence, Kind = OutKind.RuleSet, RuleSet = new RuleSetUpdate { SetId = setId, Change = change, Code = code },
    });

    private sealed class Records : IOutJournal
    {
        public int Count { get; private set; }

        public void Append(in OutRecord record) => Count++;

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }
}

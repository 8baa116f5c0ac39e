using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Tests.Unit.EngineLatency;

public sealed class BareHandOverTests
{
    // Three spinning threads: on fewer cores the figures would be the scheduler's, the count is the same.
    [SkippableFact]
    public void Every_stamp_after_the_warm_up_arrives_once()
    {
        IReadOnlyList<int> cores = CorePlacement.AllowedCores();
        Skip.If(cores.Count == 0, "This system does not tell which cores a thread may use.");
        int[] three = [.. Enumerable.Range(0, 3).Select(i => cores[i % cores.Count])];
        LatencyHistogram histogram = BareHandOver.Run(1_000, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100), three);
        Assert.Equal(100, histogram.TotalCount);
    }

    [SkippableFact]
    public void An_urgent_thread_that_is_not_there_is_told()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere threads can't be found by their names.");
        using ManualResetEventSlim end = new();
        Thread here = new(end.Wait) { Name = "urgent-one", IsBackground = true };
        here.Start();
        try
        {
            Assert.True(SpinWait.SpinUntil(() => ProcessThreads.All().Any(thread => thread.Name == "urgent-one"), 30_000));
            using EngineThreads found = new(["urgent-one"], []);
            Assert.True(found.Preemptions() >= 0);
            InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => new EngineThreads(["urgent-one", "urgent-two"], []));
            Assert.Contains("urgent-two", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            end.Set();
            here.Join();
        }
    }

    [SkippableTheory]
    [InlineData("ring-beside")]
    [InlineData("journal-beside")]
    public void Threads_that_are_not_urgent_leave_the_urgent_cores_for_the_while(string name)
    {
        IReadOnlyList<int> cores = CorePlacement.AllowedCores();
        Skip.If(cores.Count < 2, "The urgent threads and the others need a core each.");
        using Barrier turn = new(2);
        IReadOnlyList<int> during = [], after = [];
        Thread beside = new(() =>
        {
            turn.SignalAndWait();   // It has its name.
            turn.SignalAndWait();
            during = CorePlacement.AllowedCores();
            turn.SignalAndWait();
            turn.SignalAndWait();
            after = CorePlacement.AllowedCores();
        })
        { Name = name, IsBackground = true };
        beside.Start();
        turn.SignalAndWait();
        using (new EngineThreads([], [cores[0]]))
        {
            turn.SignalAndWait();
            turn.SignalAndWait();
        }

        turn.SignalAndWait();
        beside.Join();
        Assert.Equal(cores.Skip(1), during);
        Assert.Equal(cores, after);
    }

    [Theory]
    [InlineData(300.0, 3_000.0, 20_000.0, null, "met", "met", "met")]
    [InlineData(700.0, 5_000.0, 30_000.0, null, "NOT MET", "NOT MET", "NOT MET")]
    [InlineData(700.0, 5_000.0, 30_000.0, 4_500.0, "NOT MET", "the machine alone takes more", "NOT MET")]
    public void A_goal_is_judged_by_the_median_run_and_beside_the_machine_alone(double p50, double p99, double p999, double? bareP99, string first, string second, string third)
    {
        List<SpanLatency> series = [Span(LatencySpans.Decision, p50, p99, p999)];
        if (bareP99 is { } ns) { series.Add(Span(LatencySpans.Bare, 200, ns, 21_000)); }
        Assert.Equal([first, second, third], Assert.Single(LatencyGoals.Of(Result((Cell(), series)))).Rows.Select(row => row[^1]));
    }

    [Fact]
    public void Of_a_matrix_the_cells_are_judged_that_spin_on_cores_of_their_own()
    {
        SpanLatency[] series = [Span(LatencySpans.Decision, 300, 3_000, 20_000)];
        LatencyCell free = Cell() with { Placement = EnginePlacement.Free };
        LatencyCell sleeping = Cell() with { Wait = EngineWait.Block };
        LatencyCell pipelined = Cell() with { Topology = EngineTopology.Pipelined };
        LatencyCell synced = Cell() with { Journal = EngineJournal.Sync };
        Assert.Equal(["fused.1000000", "fused.sync.1000000"], Judged(free, Cell(), sleeping, synced, pipelined));
        Assert.Equal([free.Name, sleeping.Name], Judged(free, sleeping, pipelined));   // Where nothing better was measured.
        Assert.Empty(LatencyGoals.Of(Result((pipelined, series))));

        string[] Judged(params LatencyCell[] cells) => [.. Assert.Single(LatencyGoals.Of(Result([.. cells.Select(cell => (cell, series))]))).Rows.Select(row => row[0]).Distinct()];
    }

    private static LatencyCell Cell() => new(EngineTopology.Fused, EngineWait.Spin, EnginePlacement.Pinned, EngineJournal.Group, 1_000_000);

    private static EngineLatencyResult Result(params (LatencyCell Cell, IReadOnlyList<SpanLatency> Series)[] rows)
    {
        LatencyRunFacts[] runs = [.. Enumerable.Range(0, 3).Select(_ => new LatencyRunFacts(1_000_000, [0, 0, 0], 0, 0, 0, 1, 1_000, null))];
        LatencyHistogram idle = LatencyHistogram.OfNanoseconds();
        idle.Record(1);
        return new([.. rows.Select(row => new EngineLatencyRow(row.Cell, row.Series, runs, true))], LatencySummary.From(idle), 4, 2, 20, null, idle);
    }

    // One run that the machine spoiled must not decide.
    private static SpanLatency Span(string name, double p50, double p99, double p999)
    {
        LatencyHistogram all = LatencyHistogram.OfNanoseconds();
        all.Record((long)p50);
        return new SpanLatency(name, LatencySummary.From(all), [p50, p50, 1e9], [1e9, p99, p99], [p999, 1e9, p999], all);
    }
}

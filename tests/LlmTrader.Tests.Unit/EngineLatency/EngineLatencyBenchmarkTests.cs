using System.Diagnostics;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Tests.Unit.Cli;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.EngineLatency;

public sealed class EngineLatencyBenchmarkTests
{
    [Fact]
    public void Every_way_through_a_journaled_engine_is_measured()
    {
        EngineLatencyResult result = EngineLatencyBenchmark.Run(new EngineLatencyOptions
        {
            Topologies = [EngineTopology.Fused], Waits = [EngineWait.Block], Journals = [EngineJournal.Group], Rates = [20_000], Runs = 2,
            Length = TimeSpan.FromMilliseconds(300), WarmUp = TimeSpan.FromMilliseconds(50), Rehearses = false, Stages = true,
            NewJournal = (mode, instruments, bars) => new TemporaryLatencyJournal(mode, instruments, bars),
        });

        EngineLatencyRow row = Assert.Single(result.Rows);
        Assert.Equal("fused.block.free.20000", row.Cell.Name);
        Assert.Equal(2, row.Runs.Count);
        Assert.Equal(2 * 6_000, row.Decision.Count);   // Not one of the warm-up, and every one of the rest.
        Assert.Equal(row.Decision.Count, row[LatencySpans.Release]!.All.Count);
        Assert.Equal(row.Decision.Count, row[LatencySpans.Written]!.All.Count);
        Assert.Equal(row.Decision.Count, row[LatencySpans.Durable]!.All.Count);
        Assert.True(row[LatencySpans.Durable]!.All.MeanNs >= row[LatencySpans.Written]!.All.MeanNs);
        Assert.InRange(row[LatencySpans.Bar]!.All.Count, 1, row.Decision.Count / 10);
        foreach (EngineStage stage in Enum.GetValues<EngineStage>())
        {
            long events = row[LatencySpans.Own(stage)]!.All.Count;
            Assert.Equal(row[LatencySpans.Ingest]!.All.Count, events);
            Assert.InRange(events, 1, row.Decision.Count / 8);
        }

        Assert.InRange(row[LatencySpans.Order]?.All.Count ?? 0, row[LatencySpans.Report]?.All.Count ?? 0, row[LatencySpans.Bar]!.All.Count);
        Assert.True(result.ClockNs > 0);
        Assert.True(result.Idle.TotalCount > 0);
    }

    // As an engine with a gateway would: what leaves, leaves behind the disk, and in mode async behind the operating system.
    [Theory]
    [InlineData(EngineJournal.Async, false)]
    [InlineData(EngineJournal.Group, true)]
    [InlineData(EngineJournal.Sync, true)]
    public void A_release_waits_for_what_its_journal_waits_for(EngineJournal journal, bool waits)
    {
        EngineLatencyResult result = EngineLatencyBenchmark.Run(new EngineLatencyOptions
        {
            Topologies = [EngineTopology.Fused], Waits = [EngineWait.Block], Journals = [journal], Rates = [20_000], Runs = 1,
            Length = TimeSpan.FromMilliseconds(400), WarmUp = TimeSpan.FromMilliseconds(10), Rehearses = false,
            NewJournal = (_, _, _) => new SlowDisk(TimeSpan.FromMilliseconds(200)),
        });

        double median = Assert.Single(result.Rows)[LatencySpans.Release]!.All.P50Ns;
        Assert.Equal(waits, median > TimeSpan.FromMilliseconds(150).TotalNanoseconds);
    }

    [Fact]
    public void One_thread_has_nothing_to_wait_for_and_one_row_for_all_waits()
    {
        EngineLatencyResult result = EngineLatencyBenchmark.Run(new EngineLatencyOptions
        {
            Topologies = [EngineTopology.Inline], Waits = [EngineWait.Spin, EngineWait.Block], Journals = [EngineJournal.Group], Rates = [0], Runs = 1,
            Length = TimeSpan.FromSeconds(1), WarmUp = TimeSpan.FromMilliseconds(10),   // Rehearsed: a thousand events go by between two looks at the clock.
        });

        EngineLatencyRow row = Assert.Single(result.Rows);
        Assert.Equal("inline.free.max", row.Cell.Name);
        Assert.Null(row[LatencySpans.Release]);
        Assert.True(row.Runs[0].EventsPerSecond > 10_000);
        Assert.True(row.Runs[0].Fills > 0);
        Assert.Equal(["latency.inline.free.max.throughput"], result.Measurements.Select(one => one.Name));   // What else there is measures a queue.
    }

    // At a rate that nobody can keep up the generator gives up, and the row says so.
    [Fact]
    public void A_rate_that_is_too_high_is_named_and_has_no_latencies()
    {
        EngineLatencyResult result = EngineLatencyBenchmark.Run(new EngineLatencyOptions
        {
            Topologies = [EngineTopology.Inline], Rates = [100_000_000], Runs = 1, Length = TimeSpan.FromMilliseconds(100), WarmUp = TimeSpan.FromMilliseconds(10), Rehearses = false,
        });

        EngineLatencyRow row = Assert.Single(result.Rows);
        Assert.False(row.IsKeptUp);
        Assert.DoesNotContain(result.Measurements, one => one.Unit == "ns");
    }

    [Fact]
    public void As_many_spinning_threads_as_cores_have_no_tail()
    {
        EngineLatencyResult result = EngineLatencyBenchmark.Run(new EngineLatencyOptions
        {
            Topologies = [EngineTopology.Fused], Rates = [1_000], Runs = 1, Length = TimeSpan.FromMilliseconds(50), WarmUp = TimeSpan.FromMilliseconds(10), Rehearses = false,
            SpinningThreads = 64,
        });

        bool canBeTooMany = result.Cores <= 4;
        Assert.Equal(!canBeTooMany, Assert.Single(result.Rows).AreTailsMeasurable);
        Assert.Equal(canBeTooMany, result.Note is not null);
        Assert.Equal(!canBeTooMany, result.Measurements.Any(one => one.Name.EndsWith(".p99", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_verb_writes_a_report_that_can_be_compared_with_its_own_json()
    {
        string directory = Directory.CreateTempSubdirectory("llmtrader-bench-").FullName;
        try
        {
            CommandRun run = CommandRun.Of("bench", "latency", "--topology", "fused", "--rate", "2_000", "--runs", "2", "--wait", "block", "--stages", "--dir", directory, "--out", directory, "--json");
            Assert.Equal(ExitCode.Success, run.ExitCode);
            string json = Path.Combine(directory, "printed.json");
            File.WriteAllText(json, run.Output);
            Assert.Equal(2_000 * 2, run.Json().GetProperty("rows")[0].GetProperty("series")[0].GetProperty("all").GetProperty("count").GetInt64());
            CommandRun comparison = CommandRun.Of("bench", "compare", Path.Combine(directory, ReportFiles.Document), json, "--json");
            Assert.Equal(ExitCode.Success, comparison.ExitCode);
            JsonElement measurements = comparison.Json().GetProperty("measurements");
            Assert.Contains(measurements.EnumerateArray(), one => one.GetProperty("name").GetString()!.EndsWith(".2000.throughput", StringComparison.Ordinal));   // On a machine that can't keep even this up, the only one.
            Assert.All(measurements.EnumerateArray(), one => Assert.Equal(0, one.GetProperty("change").GetDouble()));
            Assert.Contains(Directory.GetFiles(Path.Combine(directory, "hlog")), file => file.EndsWith(".durable.hlog", StringComparison.Ordinal));
            Assert.DoesNotContain(Directory.GetDirectories(directory), left => Path.GetFileName(left) != "hlog");   // The journals are gone.
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData(EngineTopology.Fused)]
    [InlineData(EngineTopology.Pipelined)]
    [InlineData(EngineTopology.Inline)]
    public void A_probe_of_the_stages_sees_each_of_them_in_order_and_changes_nothing(EngineTopology topology)
    {
        RecordingProbe probe = new(topology != EngineTopology.Pipelined);
        ulong measured = Hash(topology, probe);
        if (topology == EngineTopology.Inline) { Assert.Equal(Hash(topology, null), measured); }   // On threads the place of a report differs from run to run.
        Assert.Empty(probe.Problems);
        Assert.Equal(Enumerable.Repeat(probe.Ended[0], 5), probe.Ended);
        Assert.True(probe.Ended[0] > 5_000);
    }

    private static ulong Hash(EngineTopology topology, ILatencyProbe? probe)
    {
        using SimulatedMarket market = new(new SimulatedMarketOptions { Seed = 3, Instruments = SimulatedMarket.DemoInstruments(), EventLimit = 5_000, QuoteShare = 0 });
        EngineOptions options = BenchmarkEngine.Options([.. SimulatedMarket.DemoInstruments().Select(one => one.Instrument)], BarSpec.Parse("10t"));
        IRuleSet rules = BenchmarkEngine.TwentyIndicators(options);
        if (topology == EngineTopology.Inline)
        {
            InlineEngine inline = new(options, rules, probe: probe);
            inline.Run(market);
            return inline.Complete().Hash;
        }

        using TradingEngine engine = new(options, new ThreadingOptions { Topology = topology }, new EnginePorts { RuleSet = rules, Probe = probe });
        MarketDataInbox inbox = engine.AddInbox(8_192, InboxOverflow.Wait);
        engine.Start();
        EngineEvent e = default;
        while (market.TryRead(ref e)) { inbox.Write(in e, engine.Stopped); }
        return engine.Stop(TimeSpan.FromSeconds(60)).Hash;
    }

    /// <summary>Checks the order in which it is called; each stage's fields belong to the stage's thread.</summary>
    private sealed class RecordingProbe(bool isOneThread) : IStageProbe
    {
        private readonly long[] _begun = [-1, -1, -1, -1, -1];

        public long[] Ended { get; } = new long[5];

        public List<string> Problems { get; } = [];

        public void OnBegin(EngineStage stage, in EngineEvent e)
        {
            if (isOneThread && stage != EngineStage.Bars) { Tell($"{stage} was begun apart"); }
            _begun[(int)stage] = e.Sequence;
        }

        public void OnEnd(EngineStage stage, in EngineEvent e)
        {
            int first = isOneThread ? 0 : (int)stage;
            if (_begun[first] != e.Sequence) { Tell($"{stage} ended {e.Sequence}, begun was {_begun[first]}"); }
            if (isOneThread && stage != EngineStage.Bars && Ended[(int)stage] != Ended[(int)stage - 1] - 1) { Tell($"{stage} ended out of turn"); }
            Ended[(int)stage]++;
        }

        public void OnDecision(in EngineEvent e)
        {
        }

        public void OnRelease(in EngineEvent e)
        {
        }

        private void Tell(string problem)
        {
            lock (Problems) { Problems.Add(problem); }
        }
    }

    // What is handed to it comes to the disk a fixed time later.
    private sealed class SlowDisk(TimeSpan delay) : ILatencyJournal, IJournal
    {
        private readonly Queue<(long Sequence, long Since)> _batches = [];

        public IJournal Journal => this;

        public long WrittenSequence { get; private set; } = -1;

        public long DurableSequence { get; private set; } = -1;

        public void Append(in EngineEvent sequenced) => WrittenSequence = sequenced.Sequence;

        public void EndOfBatch()
        {
            _batches.Enqueue((WrittenSequence, Stopwatch.GetTimestamp()));
            while (_batches.TryPeek(out (long Sequence, long Since) oldest) && Stopwatch.GetElapsedTime(oldest.Since) >= delay) { DurableSequence = _batches.Dequeue().Sequence; }
        }

        public void Complete() => DurableSequence = WrittenSequence;

        public void Dispose()
        {
        }
    }
}

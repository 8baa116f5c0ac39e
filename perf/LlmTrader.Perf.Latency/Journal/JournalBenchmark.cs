using System.Diagnostics;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Perf.Latency.Journal;

/// <summary>
/// What the journal costs: events per second and bytes per event in each mode, and how long one event takes to be durable
/// beside what the device itself takes. Modes and device take turns, so that a disturbance meets all of them.
/// </summary>
public sealed class JournalBenchmark(JournalBenchmarkOptions options)
{
    private static readonly JournalMode[] Modes = [JournalMode.Async, JournalMode.Group, JournalMode.Sync];
    private static readonly JournalMode[] Committing = [JournalMode.Group, JournalMode.Sync];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Dictionary<JournalMode, List<double>> _rates = Modes.ToDictionary(mode => mode, _ => new List<double>());
    private readonly Dictionary<JournalMode, double> _bytesPerEvent = [];
    private readonly Dictionary<JournalMode, CommitSeries> _commits = Committing.ToDictionary(mode => mode, _ => new CommitSeries());
    private int _journals;

    /// <param name="onRun">Hears of progress as (done, all).</param>
    public JournalBenchmarkResult Run(Action<int, int>? onRun = null)
    {
        for (int run = 0; run <= options.Runs; run++)
        {
            bool counts = run > 0;
            foreach (JournalMode mode in Modes) { Throughput(mode, counts ? options.Events : options.Events / 4, counts); }
            foreach (JournalMode mode in Committing) { Commit(mode, counts); }
            onRun?.Invoke(run + 1, options.Runs + 1);
        }

        return new JournalBenchmarkResult(
            options,
            [.. Modes.Select(mode => new JournalThroughput(mode, MedianSpread.From([.. _rates[mode]]), _bytesPerEvent[mode]))],
            [.. Committing.Select(mode => _commits[mode].Result(mode))],
            [
                .. Modes.Select(mode => new Measurement($"journal.{NameOf(mode)}.events", "events/s", Better.Higher, _rates[mode])),
                .. Committing.SelectMany(mode => _commits[mode].Measurements($"journal.{NameOf(mode)}.commit")),
            ],
            Committing.SelectMany(mode => _commits[mode].Histograms($"journal.{NameOf(mode)}")).ToDictionary());
    }

    private static string NameOf(JournalMode mode) => mode.ToString().ToLowerInvariant();

    // As in an engine: through a ring, so that a batch is what came while the disk was busy.
    private void Throughput(JournalMode mode, long events, bool counts)
    {
        MarketEvents market = new();
        WithJournal(directory =>
        {
            using JournalWriter writer = new(directory, new JournalWriterOptions { Mode = mode });
            PipelineBuilder<EngineEvent> builder = new(options.RingCapacity, static () => new BlockingWaitStrategy());
            builder.Handle("journal", new JournalHandler(writer, untilDurable: mode != JournalMode.Async), new HandlerOptions { WaitStrategy = new BlockingWaitStrategy() });
            using Pipeline<EngineEvent> pipeline = builder.Build();
            pipeline.Start();
            long start = Stopwatch.GetTimestamp();
            for (long sequence = 0; sequence < events; sequence++)
            {
                long slot = pipeline.Ring.Next();
                pipeline.Ring[slot] = market.At(sequence);
                pipeline.Ring.Publish(slot);
            }

            if (!pipeline.Drain(Patience)) { throw new TimeoutException($"The disk did not take {events} events within {Patience.TotalMinutes:0} minutes."); }
            double rate = events / Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (!counts) { return; }
            _rates[mode].Add(rate);
            _bytesPerEvent[mode] = directory.Segments(StreamKind.In).Sum(segment => new FileInfo(segment).Length) / (double)events;
        });
    }

    private void Commit(JournalMode mode, bool counts)
    {
        MarketEvents market = new();
        LatencyHistogram commits = LatencyHistogram.OfNanoseconds();
        LatencyHistogram device = LatencyHistogram.OfNanoseconds();
        WithJournal(directory =>
        {
            using JournalWriter writer = new(directory, new JournalWriterOptions { Mode = mode });
            using IJournalFile file = JournalFile.CreateNew(Path.Combine(directory.Path, "device"));
            file.Preallocate(new JournalWriterOptions().SegmentBytes);
            byte[] block = new byte[BlockBytes(directory, writer, market)];
            for (long sequence = 1; sequence <= options.Commits; sequence++)
            {
                long start = Stopwatch.GetTimestamp();
                file.Write(block);
                file.SyncData();
                device.Record(Nanoseconds(start));

                start = Stopwatch.GetTimestamp();
                writer.Append(in market.At(sequence));
                do { writer.EndOfBatch(); } while (writer.DurableSequence < sequence);    // As an idle engine does until the group's time has come.
                commits.Record(Nanoseconds(start));
            }

            writer.Complete();
        });
        if (counts) { _commits[mode].Add(commits, device); }
    }

    // The first commit creates the segment; it is not measured, and tells how long a block of one event is.
    private static long BlockBytes(JournalDirectory directory, JournalWriter writer, MarketEvents market)
    {
        writer.Append(in market.At(0));
        do { writer.EndOfBatch(); } while (writer.DurableSequence < 0);
        return new FileInfo(directory.Segments(StreamKind.In)[0]).Length;
    }

    private void WithJournal(Action<JournalDirectory> measure)
    {
        string path = Path.Combine(options.Directory, $"llmtrader-bench-{Environment.ProcessId}-{_journals++}");
        try
        {
            measure(JournalDirectory.Create(path, new JournalManifest
            {
                ProgramVersion = "bench",
                JournalId = "bench",
                CreatedAt = default,
                Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)]),
                BarSpecs = [],
                Configuration = JsonSerializer.SerializeToElement(new { benchmark = "journal" }),
            }));
        }
        finally
        {
            if (Directory.Exists(path)) { Directory.Delete(path, recursive: true); }
        }
    }

    private static long Nanoseconds(long start) => (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds;

    /// <summary>One mode's commits, run by run.</summary>
    private sealed class CommitSeries
    {
        private readonly LatencyHistogram _commits = LatencyHistogram.OfNanoseconds();
        private readonly LatencyHistogram _device = LatencyHistogram.OfNanoseconds();
        private readonly List<double> _ratios = [];
        private readonly List<double> _middle = [];

        public void Add(LatencyHistogram commits, LatencyHistogram device)
        {
            _commits.Add(commits);
            _device.Add(device);
            _middle.Add(commits.ValueAtPercentile(50));
            _ratios.Add((double)commits.ValueAtPercentile(50) / device.ValueAtPercentile(50));
        }

        public Measurement[] Measurements(string name) =>
            [new Measurement($"{name}.p50", "ns", Better.Lower, _middle), new Measurement($"{name}.device", "ratio", Better.Lower, _ratios)];

        public KeyValuePair<string, LatencyHistogram>[] Histograms(string name) => [new($"{name}.commit", _commits), new($"{name}.device", _device)];

        public JournalCommit Result(JournalMode mode) => new(mode, LatencySummary.From(_commits), LatencySummary.From(_device), MedianSpread.From([.. _ratios]));
    }
}

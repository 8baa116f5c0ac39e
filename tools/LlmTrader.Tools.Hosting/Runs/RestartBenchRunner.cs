using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What the restart benchmark runs over.</summary>
public sealed record RestartBenchOptions
{
    /// <summary>Market events of the journal that is made for it.</summary>
    public long Events { get; init; } = 10_000_000;

    public int Runs { get; init; } = 5;

    /// <summary>Where the journal lies meanwhile.</summary>
    public required string Directory { get; init; }
}

/// <summary>One kind of start.</summary>
/// <param name="Name">Which.</param>
/// <param name="Replayed">Events behind the snapshot, or behind the beginning.</param>
/// <param name="Seconds">From the first look at the directory until the engine can be started.</param>
/// <param name="JudgeSeconds">Of these, until the snapshot was found and the journal judged.</param>
/// <param name="SnapshotBytes">The snapshot's content; null without one.</param>
public sealed record RestartFigure(string Name, long Replayed, MedianSpread Seconds, MedianSpread JudgeSeconds, long? SnapshotBytes);

/// <summary>What it took.</summary>
/// <param name="Events">In the journal.</param>
/// <param name="JournalBytes">Both streams.</param>
/// <param name="Hash">The StateHash at the end, the same in every start; 16 hex digits.</param>
/// <param name="Starts">Each kind.</param>
public sealed record RestartBenchResult(long Events, long JournalBytes, string Hash, IReadOnlyList<RestartFigure> Starts);

/// <summary>Starts of an engine on a journal: with all of it to replay, with half of it behind a snapshot, and with nothing behind one.</summary>
public sealed class RestartBenchRunner(RestartBenchOptions options)
{
    private const int Steps = 100;

    /// <param name="onStep">Hears what is done, as (done, all).</param>
    /// <param name="cancel">Ends the benchmark early.</param>
    public RestartBenchResult Run(Action<long, long>? onStep = null, CancellationToken cancel = default)
    {
        string place = Path.Combine(options.Directory, $"llmtrader-restart-{Environment.ProcessId}");
        string journal = Path.Combine(place, "journal");
        Directory.CreateDirectory(place);
        try
        {
            int all = (2 * Steps) + (3 * (options.Runs + 1));
            long events = Generate(journal, done => Report(done, all));
            new JournalSnapshotter(journal, new SnapshotterOptions { Follow = true, Every = Math.Min(SnapshotterOptions.MostEvents, (events + 1) / 2), Keep = 3 }).Run(cancel: cancel);
            SnapshotDirectory snapshots = new(JournalDirectory.Open(journal));
            string[] files = [.. snapshots.Files];
            List<RestartFigure> figures = [];
            int step = 2 * Steps;
            figures.Add(Measure("snapshot at the end", journal, ref step, all));
            foreach (string file in files[..^1]) { File.Delete(file); }
            figures.Add(Measure("snapshot before a tail", journal, ref step, all));
            File.Delete(files[^1]);
            figures.Add(Measure("no snapshot", journal, ref step, all));
            JournalDirectory directory = JournalDirectory.Open(journal);
            long bytes = directory.Segments(StreamKind.In).Concat(directory.Segments(StreamKind.Out)).Sum(segment => new FileInfo(segment).Length);
            return new RestartBenchResult(events, bytes, $"{_hash:x16}", figures);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }

        void Report(int done, int all)
        {
            cancel.ThrowIfCancellationRequested();
            onStep?.Invoke(done, all);
        }

        RestartFigure Measure(string name, string path, ref int step, int all)
        {
            List<double> seconds = [];
            List<double> judging = [];
            long replayed = 0;
            long? snapshot = null;
            for (int run = 0; run <= options.Runs; run++)
            {
                Report(++step, all);
                long start = Stopwatch.GetTimestamp();
                long judged = start;
                using JournaledEngine engine = JournaledEngine.Open(path, new JournaledEngineOptions(), new Judged(() => judged = Stopwatch.GetTimestamp()), cancel);
                double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
                (replayed, snapshot) = (engine.Recovery!.Replayed, engine.Snapshot?.ContentLength);
                if (_hash is { } hash && hash != engine.Recovery.Hash) { throw new InvalidOperationException($"Two starts of one journal came to StateHash {hash:x16} and {engine.Recovery.Hash:x16}."); }
                _hash = engine.Recovery.Hash;
                if (run == 0) { continue; }    // Warms up.
                seconds.Add(took);
                judging.Add(Stopwatch.GetElapsedTime(start, judged).TotalSeconds);
            }

            return new RestartFigure(name, replayed, MedianSpread.From([.. seconds]), MedianSpread.From([.. judging]), snapshot);
        }
    }

    private ulong? _hash;

    private long Generate(string journal, Action<int> onStep)
    {
        IReadOnlyList<SimulatedInstrument> market = SimulatedMarket.DemoInstruments();
        InstrumentTable instruments = new([.. market.Select(simulated => simulated.Instrument)]);
        RunConfiguration configuration = new()
        {
            Strategy = "ma-cross:fast=10,slow=30,bar=10s,quantity.BTCUSDT.SIM=0.5,quantity.ETHUSDT.SIM=10,quantity.SOLUSDT.SIM=200,quantity.ACME.SIM=200",
            Bars = ["10s"],
            Accounts = [new AccountConfiguration { Name = "bench", Cash = new Dictionary<string, string> { ["USDT"] = "1000000" } }],
            EntryLatency = Duration.FromMilliseconds(5).Nanoseconds,
            ResponseLatency = Duration.FromMilliseconds(5).Nanoseconds,
        };
        JournalDirectory directory = JournalDirectory.Create(journal, new JournalManifest
        {
            ProgramVersion = ProgramVersion.Text, JournalId = "restart", CreatedAt = new SystemClock().Now, Instruments = instruments, BarSpecs = configuration.BarSpecs, Configuration = configuration.ToJson(),
        });
        JournalWriterOptions writing = new() { Mode = JournalMode.Async, Preallocate = false };
        using JournalWriter writer = new(directory, writing);
        using OutJournalWriter outWriter = new(directory, writing);
        using SimulatedMarket source = new(new SimulatedMarketOptions { Instruments = market, EventLimit = options.Events });
        InlineEngine engine = new(configuration.ToOptions(instruments), configuration.CreateRuleSet(instruments), writer, outWriter);
        EngineEvent next = default;
        long step = Math.Max(1, options.Events / (2 * Steps));
        for (long count = 1; source.TryRead(ref next); count++)
        {
            engine.Process(ref next);
            if (count % step == 0) { onStep((int)(count / step)); }
        }

        engine.Complete();
        return engine.Events;
    }

    /// <summary>Remembers when the walk over the journal last said something: at its end.</summary>
    private sealed class Judged(Action onReport) : IProgress<JournalProgress>
    {
        public void Report(JournalProgress value) => onReport();
    }
}

using System.Diagnostics;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Journal;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;

namespace LlmTrader.Perf.Latency.Ilp;

/// <summary>How fast a journal's events become rows in line protocol, and how fast those get to a server.</summary>
public sealed class IlpBenchmark(long rows, int runs)
{
    private const int BatchRows = 65_536;

    private readonly MarketEvents _market = new();
    private readonly ProjectionBatch _batch = new(BatchRows + 16);
    private readonly ProjectionRows _rows = new(ProjectionPlace.Start);
    private long _sequence;

    /// <param name="onRun">Hears of progress as (done, all).</param>
    public IlpBenchmarkResult Run(Action<int, int>? onRun = null)
    {
        List<double> written = [];
        List<double> sent = [];
        List<double> perCpu = [];
        long allocated = 0;
        double bytesPerRow = 0;
        JournalManifest manifest = Manifest();
        IlpRowEncoder encoder = new(new ProjectionNames(manifest));
        IlpWriter writer = new(64 << 20);
        string folder = Directory.CreateTempSubdirectory("llmtrader-ilp-").FullName;
        try
        {
            using DiscardServer server = new();
            QuestDbOptions options = new() { Endpoint = server.Endpoint, CheckpointPath = Path.Combine(folder, "questdb.json") };
            QuestDbSink sink = new(options);
            sink.PrepareAsync(manifest, CancellationToken.None).GetAwaiter().GetResult();
            for (int run = -1; run < runs; run++)
            {
                (double rate, long bytes, long length) = Write(encoder, writer);
                (double elapsed, double cpu) = Send(sink);
                onRun?.Invoke(run + 2, runs + 1);
                if (run < 0) { continue; }    // Warm-up.
                written.Add(rate);
                allocated += bytes;
                bytesPerRow = length / (double)rows;
                sent.Add(rows / elapsed);
                perCpu.Add(rows / cpu);
            }

            sink.DisposeAsync().AsTask().GetAwaiter().GetResult();    // Before the server, which serves its connection to the end.
            return new IlpBenchmarkResult(rows, bytesPerRow, MedianSpread.From([.. written]), allocated, MedianSpread.From([.. sent]), MedianSpread.From([.. perCpu]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JournalManifest Manifest() => new()
    {
        ProgramVersion = "bench",
        JournalId = "bench",
        CreatedAt = default,
        Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)]),
        BarSpecs = [],
        Configuration = JsonDocument.Parse("{}").RootElement,
    };

    private (double Rate, long Allocated, long Bytes) Write(IlpRowEncoder encoder, IlpWriter writer)
    {
        long bytes = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (long left = rows; left > 0; left -= _batch.Count)
        {
            Fill(left);
            writer.Clear();
            foreach (ref readonly ProjectionRow row in _batch.Rows) { encoder.Write(in row, writer); }
            bytes += writer.Length;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (rows / seconds, GC.GetAllocatedBytesForCurrentThread() - allocated, bytes);
    }

    private (double Elapsed, double Cpu) Send(QuestDbSink sink)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        for (long left = rows; left > 0; left -= _batch.Count)
        {
            Fill(left);
            sink.WriteAsync(_batch, CancellationToken.None).GetAwaiter().GetResult();
        }

        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    }

    private void Fill(long left)
    {
        _batch.Clear();
        while (_batch.Count < BatchRows && _batch.Count < left) { _rows.Add(in _market.At(_sequence++), _batch); }
    }
}

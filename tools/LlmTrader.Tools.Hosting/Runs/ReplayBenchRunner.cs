using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Perf.Latency.Scale;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What the replay benchmark runs over.</summary>
public sealed record ReplayBenchOptions
{
    /// <summary>Trades of the generated journal.</summary>
    public long Trades { get; init; } = 10_000_000;

    public int Runs { get; init; } = 5;

    /// <summary>An existing journal with market data; null generates one in a temporary directory and removes it afterwards.</summary>
    public string? Journal { get; init; }
}

/// <param name="Cross">With a moving-average cross.</param>
/// <param name="Indicators">With twenty indicators, of processor time.</param>
public sealed record ReplayBenchFigures(ReplayBenchmarkResult Cross, Measurement Indicators);

/// <summary>Backtest throughput from the files of a journal: decode, bars, a moving-average cross or twenty indicators, risk, matching, accounts, one thread.</summary>
public sealed class ReplayBenchRunner(ReplayBenchOptions options)
{
    private const string Bar = "1m";

    /// <param name="onStep">Hears what is being done, as (step, done, all).</param>
    /// <param name="cancel">Ends the benchmark early.</param>
    public ReplayBenchFigures Run(Action<string, int, int>? onStep = null, CancellationToken cancel = default)
    {
        string? temporary = options.Journal is null ? Directory.CreateTempSubdirectory("llmtrader-bench-").FullName : null;
        try
        {
            string journal = options.Journal ?? Path.Combine(temporary!, "journal");
            if (options.Journal is null) { Generate(journal, onStep, cancel); }
            MarketDataSet data = MarketDataSet.Open([journal]);
            EngineOptions engineOptions = BenchmarkEngine.Options([.. data.Instruments.All.ToArray()], BarSpec.Parse(Bar));
            ReplayBenchmarkResult cross = ReplayBenchmark.Run(
                engineOptions, () => data.OpenSource(engineOptions.Bars.Specs), options.Runs, (done, all) => Report(onStep, "replay", done, all, cancel));
            Measurement indicators = IndicatorReplay.Run(
                engineOptions, () => data.OpenSource(engineOptions.Bars.Specs), options.Runs, (done, all) => Report(onStep, "replay with indicators", done, all, cancel));
            return new ReplayBenchFigures(cross, indicators);
        }
        finally
        {
            if (temporary is not null) { Directory.Delete(temporary, recursive: true); }
        }
    }

    private void Generate(string journal, Action<string, int, int>? onStep, CancellationToken cancel)
    {
        const int Steps = 100;
        IReadOnlyList<SimulatedInstrument> market = SimulatedMarket.DemoInstruments();
        using SimulatedMarket source = new(new SimulatedMarketOptions { Instruments = market, QuoteShare = 0, EventLimit = options.Trades });
        using NewJournal target = new(journal, replace: false);
        JournalDirectory directory = target.Create(
            new InstrumentTable([.. market.Select(simulated => simulated.Instrument)]), [],
            System.Text.Json.JsonSerializer.SerializeToElement(new { benchmark = "replay" }), new SystemClock().Now);
        using (JournalWriter writer = new(directory, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false }))
        {
            EngineEvent e = default;
            long sequence = 0;
            long step = Math.Max(1, options.Trades / Steps);
            while (source.TryRead(ref e))
            {
                e.Sequence = sequence++;
                writer.Append(in e);
                if (sequence % step == 0) { Report(onStep, "write the journal", (int)(sequence / step), Steps, cancel); }
            }

            writer.Complete();
        }

        target.Publish();
    }

    private static void Report(Action<string, int, int>? onStep, string step, int done, int all, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        onStep?.Invoke(step, done, all);
    }
}

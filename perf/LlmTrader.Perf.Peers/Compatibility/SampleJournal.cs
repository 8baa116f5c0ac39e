using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Journal;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Perf.Peers.Compatibility;

/// <summary>A journal of a simulated market, in a temporary directory that goes with it.</summary>
internal sealed class SampleJournal : IDisposable
{
    public SampleJournal(long events)
    {
        Path = Directory.CreateTempSubdirectory("llmtrader-peers-").FullName;
        JournalDirectory directory = JournalDirectory.Create(System.IO.Path.Combine(Path, "journal"), new JournalManifest
        {
            ProgramVersion = "peers",
            JournalId = "peers",
            CreatedAt = default,
            Instruments = new InstrumentTable([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)]),
            BarSpecs = [],
            Configuration = JsonSerializer.SerializeToElement(new { sample = "peers" }),
        });
        MarketEvents market = new();
        using JournalWriter writer = new(directory, new JournalWriterOptions { Mode = JournalMode.Async });
        for (long sequence = 0; sequence < events; sequence++) { writer.Append(in market.At(sequence)); }
        writer.Complete();
    }

    public string Path { get; }

    public string Journal => System.IO.Path.Combine(Path, "journal");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

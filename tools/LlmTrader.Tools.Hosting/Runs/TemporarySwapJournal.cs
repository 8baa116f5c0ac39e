using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Swap;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>The journal of a swap campaign: a real one, in a temporary directory that is removed afterwards.</summary>
public sealed class TemporarySwapJournal : ISwapJournal
{
    // One segment: rolling one allocates, and what is measured is the events between.
    private const long SegmentBytes = 1L << 40;

    private readonly string _parent = Directory.CreateTempSubdirectory("llmtrader-swap-").FullName;
    private readonly JournalDirectory _directory;
    private JournalWriter? _writer;

    public TemporarySwapJournal()
    {
        string place = Path.Combine(_parent, "journal");
        using NewJournal target = new(place, replace: false);
        target.Create(SwapCampaignOptions.Instruments, SwapCampaignOptions.Bars, JsonSerializer.SerializeToElement(new { benchmark = "swap" }), new SystemClock().Now);
        target.Publish();
        _directory = JournalDirectory.Open(place);
    }

    public IJournal Write() =>
        _writer ??= new JournalWriter(_directory, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false, SegmentBytes = SegmentBytes });

    public IJournalReader Read() => new JournalReader(_directory);

    public void Dispose()
    {
        _writer?.Dispose();
        Directory.Delete(_parent, recursive: true);
    }
}

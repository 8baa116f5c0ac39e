using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Swap;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>The <see cref="TemporaryJournal"/> of a swap campaign.</summary>
public sealed class TemporarySwapJournal : ISwapJournal
{
    // One segment: rolling one allocates, and what is measured is the events between.
    private const long SegmentBytes = 1L << 40;

    private readonly TemporaryJournal _journal = new("swap", SwapCampaignOptions.Instruments, SwapCampaignOptions.Bars);
    private JournalWriter? _writer;

    public IJournal Write() =>
        _writer ??= new JournalWriter(_journal.Directory, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false, SegmentBytes = SegmentBytes });

    public IJournalReader Read() => new JournalReader(_journal.Directory);

    public void Dispose()
    {
        _writer?.Dispose();
        _journal.Dispose();
    }
}

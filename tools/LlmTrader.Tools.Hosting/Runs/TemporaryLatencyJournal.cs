using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>The <see cref="TemporaryJournal"/> of a latency run, written as a live engine writes it.</summary>
public sealed class TemporaryLatencyJournal : ILatencyJournal
{
    private readonly TemporaryJournal _journal;
    private readonly JournalWriter _writer;

    /// <param name="mode">When it syncs.</param>
    /// <param name="instruments">Of the market.</param>
    /// <param name="bars">That the engine builds.</param>
    /// <param name="directory">On the disk to measure; null for the system's temporary one.</param>
    public TemporaryLatencyJournal(JournalMode mode, InstrumentTable instruments, IReadOnlyList<BarSpec> bars, string? directory = null)
    {
        _journal = new TemporaryJournal("latency", instruments, bars, directory);
        try
        {
            _writer = new JournalWriter(_journal.Directory, new JournalWriterOptions { Mode = mode });
        }
        catch
        {
            _journal.Dispose();
            throw;
        }
    }

    public IJournal Journal => _writer;

    public void Dispose()
    {
        _writer.Dispose();
        _journal.Dispose();
    }
}

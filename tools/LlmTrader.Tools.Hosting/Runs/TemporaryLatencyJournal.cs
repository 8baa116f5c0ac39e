using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>The journal of a latency run: a real one as a live engine writes it, in a temporary directory that is removed afterwards.</summary>
public sealed class TemporaryLatencyJournal : ILatencyJournal
{
    private readonly string _parent;
    private readonly JournalWriter _writer;

    /// <param name="mode">When it syncs.</param>
    /// <param name="instruments">Of the market.</param>
    /// <param name="bars">That the engine builds.</param>
    /// <param name="directory">On the disk to measure; null for the system's temporary one.</param>
    public TemporaryLatencyJournal(JournalMode mode, InstrumentTable instruments, IReadOnlyList<BarSpec> bars, string? directory = null)
    {
        _parent = directory is null
            ? Directory.CreateTempSubdirectory("llmtrader-latency-").FullName
            : Directory.CreateDirectory(Path.Combine(directory, $"llmtrader-latency-{Path.GetRandomFileName()}")).FullName;
        try
        {
            string place = Path.Combine(_parent, "journal");
            using NewJournal target = new(place, replace: false);
            target.Create(instruments, bars, JsonSerializer.SerializeToElement(new { benchmark = "latency" }), new SystemClock().Now);
            target.Publish();
            _writer = new JournalWriter(JournalDirectory.Open(place), new JournalWriterOptions { Mode = mode });
        }
        catch
        {
            Directory.Delete(_parent, recursive: true);
            throw;
        }
    }

    public IJournal Journal => _writer;

    public void Dispose()
    {
        _writer.Dispose();
        Directory.Delete(_parent, recursive: true);
    }
}

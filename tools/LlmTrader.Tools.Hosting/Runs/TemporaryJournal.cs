using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>An empty journal for a benchmark: a real one as a live engine begins it, in a directory of its own that is removed afterwards.</summary>
public sealed class TemporaryJournal : IDisposable
{
    private readonly string _parent;

    /// <param name="benchmark">One word, for the manifest and the directory's name.</param>
    /// <param name="instruments">Of the market.</param>
    /// <param name="bars">That the engine builds.</param>
    /// <param name="directory">On the disk to measure; null for the system's temporary one.</param>
    public TemporaryJournal(string benchmark, InstrumentTable instruments, IReadOnlyList<BarSpec> bars, string? directory = null)
    {
        string prefix = $"llmtrader-{benchmark}-";
        _parent = directory is null
            ? System.IO.Directory.CreateTempSubdirectory(prefix).FullName
            : System.IO.Directory.CreateDirectory(Path.Combine(directory, prefix + Path.GetRandomFileName())).FullName;
        try
        {
            string place = Path.Combine(_parent, "journal");
            using NewJournal target = new(place, replace: false);
            target.Create(instruments, bars, JsonSerializer.SerializeToElement(new { benchmark }), new SystemClock().Now);
            target.Publish();
            Directory = JournalDirectory.Open(place);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where it is written and read.</summary>
    public JournalDirectory Directory { get; }

    /// <summary>Removes it with all that was written; who writes has been disposed before.</summary>
    public void Dispose() => System.IO.Directory.Delete(_parent, recursive: true);
}

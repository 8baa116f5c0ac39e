using System.Security.Cryptography;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>
/// A journal that comes to be as a whole: it is written beside its place and moved there when it is complete, so that
/// nothing half-written ever lies where a good journal is expected.
/// </summary>
public sealed class NewJournal : IDisposable
{
    private readonly string _target;
    private readonly string _partial;
    private bool _isPublished;

    /// <summary>Throws <see cref="RunException"/> when the place is taken and may not be replaced.</summary>
    public NewJournal(string target, bool replace)
    {
        _target = Path.GetFullPath(target);
        _partial = _target + ".partial";
        bool isTaken = Directory.Exists(_target) && Directory.EnumerateFileSystemEntries(_target).Any();
        if (isTaken && !File.Exists(Path.Combine(_target, JournalDirectory.ManifestName)))
        {
            throw new RunException($"'{target}' is not empty and is not a journal; name another directory.");
        }

        if (isTaken && !replace) { throw new RunException($"'{target}' holds a journal already; add --force to replace it, or name another directory."); }
        if (File.Exists(_target)) { throw new RunException($"'{target}' is a file; name a directory."); }
        DeleteIfThere(_partial);   // Left over from a run that was killed.
    }

    /// <summary>Creates the directory with its manifest.</summary>
    public JournalDirectory Create(InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs, JsonElement configuration, Timestamp createdAt) =>
        JournalDirectory.Create(_partial, new JournalManifest
        {
            ProgramVersion = ProgramVersion.Text,
            JournalId = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", JournalManifest.MaxJournalIdLength),
            CreatedAt = createdAt,
            Instruments = instruments,
            BarSpecs = barSpecs,
            Configuration = configuration,
        });

    /// <summary>Moves the finished journal to its place.</summary>
    public void Publish()
    {
        DeleteIfThere(_target);
        Directory.Move(_partial, _target);
        _isPublished = true;
    }

    /// <summary>What was not published is removed.</summary>
    public void Dispose()
    {
        if (!_isPublished) { DeleteIfThere(_partial); }
    }

    private static void DeleteIfThere(string directory)
    {
        if (Directory.Exists(directory)) { Directory.Delete(directory, recursive: true); }
    }
}

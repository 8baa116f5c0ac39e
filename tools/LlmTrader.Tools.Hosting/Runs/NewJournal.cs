using System.Security.Cryptography;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>
/// A journal that comes to be as a whole: it is written beside its place and moved there when it is complete, so that
/// nothing half-written ever lies where a good journal is expected.
/// </summary>
/// <remarks>
/// Each writer has a partial directory of its own, <c>NAME.partial-PROCESS-RANDOM</c>, so that two of them can aim at one
/// place: the renames decide who is first, and neither touches what the other has written. A killed process leaves its
/// partial directory behind; nobody reads it, its name says whose it was, and it may be deleted.
/// </remarks>
public sealed class NewJournal : IDisposable
{
    private const string PartialMark = ".partial-";

    /// <summary>Others may publish to the same place at the same time; each attempt that fails means that another succeeded.</summary>
    private const int MaxAttempts = 100;

    private readonly string _name;
    private readonly string _target;
    private readonly string _mark = $"{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly bool _replace;
    private bool _isPublished;

    /// <summary>Throws <see cref="RunException"/> when the place is taken and may not be replaced.</summary>
    public NewJournal(string target, bool replace)
    {
        _name = target;
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        _replace = replace;
        CheckPlace();
    }

    /// <summary>
    /// What other writers have begun for a place and not published: of runs that were killed, or are still under way. Their names tell the
    /// process.
    /// </summary>
    public static IReadOnlyList<string> PartialsOf(string target)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        string? parent = Path.GetDirectoryName(full);
        return parent is null || !Directory.Exists(parent) ? [] : [.. Directory.GetDirectories(parent, Path.GetFileName(full) + PartialMark + "*").Order(StringComparer.Ordinal)];
    }

    private string Partial => $"{_target}{PartialMark}{_mark}";

    private string Replaced => $"{_target}.replaced-{_mark}";

    /// <summary>Creates the directory with its manifest.</summary>
    public JournalDirectory Create(InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs, JsonElement configuration, Timestamp createdAt) =>
        JournalDirectory.Create(Partial, ManifestOf(instruments, barSpecs, configuration, createdAt));

    /// <summary>A new journal's manifest, of this program and with an id of its own.</summary>
    internal static JournalManifest ManifestOf(InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs, JsonElement configuration, Timestamp createdAt) => new()
    {
        ProgramVersion = ProgramVersion.Text,
        JournalId = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", JournalManifest.MaxJournalIdLength),
        CreatedAt = createdAt,
        Instruments = instruments,
        BarSpecs = barSpecs,
        Configuration = configuration,
    };

    /// <summary>
    /// Moves the finished journal to its place, durably. Throws <see cref="RunException"/> when another one was published
    /// there meanwhile and may not be replaced, and <see cref="IOException"/> when the disk refuses; what lay there stays.
    /// </summary>
    public void Publish()
    {
        for (int attempt = 1; !TryMoveIn(isLast: attempt == MaxAttempts); attempt++)
        {
            if (!_replace) { throw Taken(); }
        }

        _isPublished = true;
        JournalFile.SyncDirectory(Path.GetDirectoryName(_target)!);
        DeleteIfThere(Replaced);   // Only now: a crash before the sync may bring the old name back, and must find its files.
    }

    /// <summary>What was not published is removed.</summary>
    public void Dispose()
    {
        if (!_isPublished) { DeleteIfThere(Partial); }
    }

    private void CheckPlace()
    {
        if (File.Exists(_target)) { throw new RunException($"'{_name}' is a file; name a directory."); }
        if (!Directory.Exists(_target) || !Directory.EnumerateFileSystemEntries(_target).Any()) { return; }
        if (!IsJournal(_target)) { throw Foreign(); }
        if (!_replace) { throw Taken(); }
    }

    private RunException Foreign() => new($"'{_name}' is not empty and is not a journal; name another directory.");

    private RunException Taken() => new($"'{_name}' holds a journal already; add --force to replace it, or name another directory.");

    private static bool IsJournal(string directory) => File.Exists(Path.Combine(directory, JournalDirectory.ManifestName));

    // False when somebody else has taken the place between two steps. A rename to a directory that has entries fails, so
    // nothing that was published is ever overwritten.
    private bool TryMoveIn(bool isLast)
    {
        bool hasOld = TryMoveAside();
        try
        {
            Directory.Move(Partial, _target);
            return true;
        }
        catch (IOException) when (!isLast && (_replace || Directory.Exists(_target)))
        {
            // The place was taken at the move. Whether it still is says nothing: a third writer may have moved that one aside.
            if (hasOld) { PutBackOrDrop(); }
            return false;
        }
        catch (IOException)
        {
            if (hasOld && !Directory.Exists(_target)) { Directory.Move(Replaced, _target); }
            throw;
        }
    }

    // What was moved aside lies at its place again, unless its successor does.
    private void PutBackOrDrop()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Move(Replaced, _target);
                return;
            }
            catch (IOException) when (Directory.Exists(_target))
            {
                DeleteIfThere(Replaced);
                return;
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                // Taken at the move, free again at the look.
            }
        }
    }

    private bool TryMoveAside()
    {
        try
        {
            if (!Directory.Exists(_target)) { return false; }
            if (!Directory.EnumerateFileSystemEntries(_target).Any()) { Directory.Delete(_target); return false; }
            if (!_replace) { return false; }   // Then the move to the place fails.
            Directory.Move(_target, Replaced);
        }
        catch (IOException)
        {
            return false;   // Another one took or left the place in between; if it was the disk, the move to the place says so.
        }

        if (IsJournal(Replaced)) { return true; }
        Directory.Move(Replaced, _target);   // Somebody's own files, put there meanwhile.
        throw Foreign();
    }

    private static void DeleteIfThere(string directory)
    {
        if (Directory.Exists(directory)) { Directory.Delete(directory, recursive: true); }
    }
}

using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Persistence.Journal;

/// <summary>
/// Copies a journal's closed segments to a directory of the same form, verified before and after. It removes nothing:
/// that is <see cref="JournalPruner"/>'s. May run beside a writer, and again: what is there already is compared.
/// </summary>
/// <param name="directory">The journal.</param>
/// <param name="target">The archive; created when it is not there. Each journal has its own.</param>
/// <param name="olderThan">Age since the last write below which a segment is left for the next time.</param>
/// <param name="clock">Tells the age; the system's when left out.</param>
public sealed class JournalArchiver(JournalDirectory directory, string target, TimeSpan olderThan, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>Says of every segment whether it would be copied, and why or why not. Reads and checks those that would.</summary>
    /// <exception cref="JournalFormatException">The target is the archive of another journal.</exception>
    /// <exception cref="JournalIOException">The disk can't be read.</exception>
    public IReadOnlyList<SegmentVerdict> Plan(IProgress<JournalProgress>? progress = null)
    {
        CheckTarget();
        return [.. Plan(StreamKind.In, progress), .. Plan(StreamKind.Out, progress)];
    }

    /// <summary>Copies what a plan says.</summary>
    /// <exception cref="JournalIOException">The disk refuses; what was copied before is whole.</exception>
    public void Run(IReadOnlyList<SegmentVerdict> plan, IProgress<JournalProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        SegmentVerdict[] going = [.. plan.Where(segment => segment.Goes)];
        if (going.Length == 0) { return; }
        try
        {
            CreateTarget();
            Copy(going, progress);
            JournalFile.SyncDirectory(target);
        }
        catch (IOException error) when (JournalIOException.IsFull(error))
        {
            throw JournalIOException.NoRoomFor("the archive", target, error);
        }
    }

    private void Copy(SegmentVerdict[] going, IProgress<JournalProgress>? progress)
    {
        long total = going.Sum(segment => segment.Bytes);
        long done = 0;
        foreach (SegmentVerdict segment in going)
        {
            string stream = Path.Combine(target, StreamName(segment.Stream));
            Directory.CreateDirectory(stream);
            SegmentCopy.Make(segment.Path, Path.Combine(stream, Path.GetFileName(segment.Path)));
            done += segment.Bytes;
            progress?.Report(new JournalProgress(done, total));
        }
    }

    private List<SegmentVerdict> Plan(StreamKind stream, IProgress<JournalProgress>? progress)
    {
        IReadOnlyList<string> segments = directory.Segments(stream);
        IReadOnlyList<CheckedSegment> whole = SegmentCheck.Run(directory, stream, segments.Count, out SegmentDamage? damage, progress);
        List<SegmentVerdict> verdicts = [];
        for (int i = 0; i < segments.Count; i++)
        {
            bool isWhole = i < whole.Count;
            bool isLast = i == segments.Count - 1;    // Of the last one only what had been durable is known to be closed.
            bool isClosed = !isLast || (isWhole ? whole[i].IsEnd : damage?.IsCorruption == true);
            bool isYoung = _clock.GetUtcNow() - File.GetLastWriteTimeUtc(segments[i]) < olderThan;
            string copy = Path.Combine(target, StreamName(stream), Path.GetFileName(segments[i]));
            bool isDamaged = isClosed && !isWhole;
            string? stays = !isClosed ? "it is still being written"
                : i == whole.Count ? $"it is damaged: {damage!.What}"
                : isDamaged ? "an older one is damaged"
                : isYoung ? "not old enough"
                : SegmentCopy.IsAt(segments[i], copy) ? "archived already, byte for byte" : null;
            verdicts.Add(SegmentVerdict.Of(stream, segments[i], stays is null, stays ?? "closed and verified", isDamaged));
        }

        return verdicts;
    }

    private void CheckTarget()
    {
        string manifest = Path.Combine(target, JournalDirectory.ManifestName);
        if (!File.Exists(manifest)) { return; }
        string journalId = JournalManifest.Read(manifest).JournalId;
        if (journalId != directory.Manifest.JournalId) { throw new JournalFormatException(manifest, "journalId", $"the archive is of journal '{journalId}', not of '{directory.Manifest.JournalId}'. Name another directory."); }
    }

    private void CreateTarget()
    {
        string manifest = Path.Combine(target, JournalDirectory.ManifestName);
        if (File.Exists(manifest)) { return; }
        DurableFile.Write(manifest, DurableFile.Read(Path.Combine(directory.Path, JournalDirectory.ManifestName)));

        // An archive that begins late begins where the journal does.
        string pruned = Path.Combine(directory.Path, PruneRecord.FileName);
        if (File.Exists(pruned)) { DurableFile.Write(Path.Combine(target, PruneRecord.FileName), DurableFile.Read(pruned)); }
    }

    private static string StreamName(StreamKind stream) => stream == StreamKind.In ? "in" : "out";
}

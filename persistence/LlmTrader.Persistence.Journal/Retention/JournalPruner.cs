using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Persistence.Journal;

/// <summary>
/// Removes old segments from the front of a journal's streams: those that are verified, and that neither a snapshot nor a
/// follower needs any more. The last segment of a stream always stays. May run beside a writer.
/// </summary>
/// <param name="directory">The journal.</param>
/// <param name="oldestSnapshot">The sequence of the oldest snapshot that a start could use; null without any: then all segments stay.</param>
/// <param name="olderThan">Age since the last write below which a segment stays.</param>
/// <param name="archive">When given, only what lies there byte for byte is removed here.</param>
/// <param name="clock">Tells the age; the system's when left out.</param>
public sealed class JournalPruner(JournalDirectory directory, long? oldestSnapshot, TimeSpan olderThan, JournalDirectory? archive = null, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Dictionary<StreamKind, List<CheckedSegment>> _going = [];

    /// <summary>Says of every segment whether it would go, and why or why not. Reads and checks those that would.</summary>
    /// <exception cref="JournalIOException">The disk can't be read.</exception>
    public IReadOnlyList<SegmentVerdict> Plan(IProgress<JournalProgress>? progress = null)
    {
        RetentionNeeds needs = new(directory, oldestSnapshot);
        return [.. Plan(StreamKind.In, needs, progress), .. Plan(StreamKind.Out, needs, progress)];
    }

    /// <summary>Removes what the plan says; returns how many segments.</summary>
    /// <exception cref="JournalIOException">The disk refuses; what is gone is recorded, and what is recorded and still there is left out by readers.</exception>
    public int Run()
    {
        PruneRecord before = PruneRecord.Read(directory);
        PruneRecord after = new(Part(StreamKind.In, before.In), Part(StreamKind.Out, before.Out));
        if (after != before) { after.Write(directory); }    // First: a reader must not miss what nobody says is gone.
        return Remove(StreamKind.In) + Remove(StreamKind.Out);
    }

    private List<SegmentVerdict> Plan(StreamKind stream, RetentionNeeds needs, IProgress<JournalProgress>? progress)
    {
        IReadOnlyList<string> segments = directory.Segments(stream);
        List<string?> reasons = [];
        for (int i = 0; i < segments.Count; i++) { reasons.Add(WhyStays(stream, segments, i, needs)); }
        int candidates = reasons.FindIndex(reason => reason is not null);
        List<CheckedSegment> going = [.. SegmentCheck.Run(directory, stream, Math.Max(candidates, 0), out SegmentDamage? damage, progress)];
        if (archive is not null)
        {
            int archived = going.TakeWhile(segment => SegmentCopy.IsAt(segment.Path, SegmentCopy.PathIn(archive, stream, segment.Path))).Count();
            if (archived < going.Count) { reasons[archived] = "it does not lie in the archive byte for byte"; }
            going.RemoveRange(archived, going.Count - archived);
        }

        _going[stream] = going;
        List<SegmentVerdict> verdicts = [];
        for (int i = 0; i < segments.Count; i++)
        {
            bool goes = i < going.Count;
            bool isDamaged = damage is not null && i == going.Count && i < candidates && reasons[i] is null;
            string reason = goes ? "verified, and nobody needs it" : isDamaged ? $"it is damaged: {damage!.What}" : reasons[i] ?? "an older one stays";
            verdicts.Add(SegmentVerdict.Of(stream, segments[i], goes, reason, isDamaged));
        }

        return verdicts;
    }

    private string? WhyStays(StreamKind stream, IReadOnlyList<string> segments, int index, RetentionNeeds needs)
    {
        if (index == segments.Count - 1) { return "the last segment of the stream"; }
        TimeSpan age = _clock.GetUtcNow() - File.GetLastWriteTimeUtc(segments[index]);
        if (age < olderThan) { return "not old enough"; }

        // In the out stream the records of a sequence may go on in the next segment.
        long next = JournalDirectory.FirstSequenceOf(segments[index + 1]);
        return needs.WhyNeeded(stream, stream == StreamKind.In ? next - 1 : next);
    }

    private PrunedPart? Part(StreamKind stream, PrunedPart? before)
    {
        if (_going.GetValueOrDefault(stream) is not { Count: > 0 } going) { return before; }
        CheckedSegment last = going[^1];
        long firstKept = JournalDirectory.FirstSequenceOf(directory.Segments(stream)[going.Count]);
        Timestamp now = new((_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        return new PrunedPart(firstKept, last.LastSequence, last.LastCrc32C, (before?.Segments ?? 0) + going.Count, now);
    }

    // Oldest first, with those that a crash left over from the last time.
    private int Remove(StreamKind stream)
    {
        if (PruneRecord.Read(directory).Of(stream) is not { } pruned) { return 0; }
        string[] gone = [.. directory.AllSegments(stream).Where(path => JournalDirectory.FirstSequenceOf(path) < pruned.FirstKept)];
        try
        {
            foreach (string path in gone) { File.Delete(path); }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalIOException.Of(error, "removal of pruned segments", directory.StreamPath(stream));
        }

        if (gone.Length > 0) { JournalFile.SyncDirectory(directory.StreamPath(stream)); }
        return gone.Length;
    }
}

using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Live.Upkeep;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>How large a journal is, and how it grows.</summary>
/// <param name="Bytes">Of all its files.</param>
/// <param name="InSegments">Segments of <c>in</c>.</param>
/// <param name="OutSegments">Segments of <c>out</c>.</param>
/// <param name="Disk">That holds it.</param>
/// <param name="BytesPerDay">Growth as seen so far; null until it is known.</param>
internal sealed record JournalSize(long Bytes, int InSegments, int OutSegments, DiskUse Disk, double? BytesPerDay)
{
    public double? DaysUntilFull => BytesPerDay is > 0 and { } rate ? Disk.FreeBytes / rate : null;
}

/// <summary>Looks at a journal's files, not oftener than every few seconds. What pruning removes does not count as shrinking.</summary>
internal sealed class JournalGauge(JournalDirectory journal, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeastSpan = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly long _start = clock.GetTimestamp();
    private JournalSize? _last;
    private long _looked;
    private long _grown;

    public JournalSize Look()
    {
        lock (_gate)
        {
            if (_last is not null && clock.GetElapsedTime(_looked) < Fresh) { return _last; }
            JournalSize size = Measure();
            if (_last is not null) { _grown += Math.Max(0, size.Bytes - _last.Bytes); }
            TimeSpan watched = clock.GetElapsedTime(_start);
            _looked = clock.GetTimestamp();
            return _last = size with { BytesPerDay = watched < LeastSpan ? null : _grown / watched.TotalDays };
        }
    }

    private JournalSize Measure()
    {
        long bytes = 0;
        foreach (string path in Directory.EnumerateFiles(journal.Path, "*", SearchOption.AllDirectories))
        {
            FileInfo file = new(path);
            if (file.Exists) { bytes += file.Length; }   // Pruning may be at work.
        }

        return new JournalSize(bytes, journal.Segments(StreamKind.In).Count, journal.Segments(StreamKind.Out).Count, DiskUse.Of(journal.Path), null);
    }
}

namespace LlmTrader.Persistence.Journal.Reading;

/// <summary>
/// A stream's segments, looked at again and again: they are listed anew only when their directory says that a file has come or gone, because
/// a follower asks a thousand times a second and a list is garbage.
/// </summary>
internal sealed class SegmentList
{
    // Directories tell the time of their last change by the kernel's clock ticks, 10 ms at most, some by seconds: within that a second change
    // could not be told from the first.
    private static readonly TimeSpan SettledByTicks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SettledBySeconds = TimeSpan.FromSeconds(2);

    // For file systems whose directories tell late, or by another clock.
    private const long MostMilliseconds = 1_000;

    private readonly JournalDirectory _directory;
    private readonly StreamKind _stream;
    private readonly string _path;
    private DateTime _changed;
    private bool _isSettled;
    private long _listedAt;

    public SegmentList(JournalDirectory directory, StreamKind stream)
    {
        (_directory, _stream, _path) = (directory, stream, directory.StreamPath(stream));
        Segments = [];
        List(System.IO.Directory.GetLastWriteTimeUtc(_path));
    }

    /// <summary>In order, without those that were pruned.</summary>
    public IReadOnlyList<string> Segments { get; private set; }

    /// <summary>Lists them anew where there may be others by now; false when they are the same files.</summary>
    public bool LookAgain()
    {
        DateTime changed = System.IO.Directory.GetLastWriteTimeUtc(_path);
        if (_isSettled && changed == _changed && Environment.TickCount64 - _listedAt < MostMilliseconds) { return false; }
        List(changed);
        return true;
    }

    private void List(DateTime changed)
    {
        _changed = changed;    // As of before the list.
        _isSettled = DateTime.UtcNow - changed > (changed.Ticks % TimeSpan.TicksPerSecond == 0 ? SettledBySeconds : SettledByTicks);
        _listedAt = Environment.TickCount64;
        Segments = _directory.Segments(_stream);
    }
}

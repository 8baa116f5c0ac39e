namespace LlmTrader.Tools.Hosting.Live.Logging;

/// <summary>
/// Puts the lines of another process together again that are one message: an indented line goes on with the one before it. Otherwise what
/// collapses repeats would leave holes in a message that has a line twice. A message is passed on when the next begins, or when nothing
/// follows for a while.
/// </summary>
public sealed class LineJoiner : IDisposable
{
    private const int MostLines = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly List<string> _lines = [];
    private readonly Action<string> _write;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _lastAdded;

    /// <param name="write">Takes each message, one at a time.</param>
    /// <param name="time">Tells when nothing has followed for a while; the system's when left out.</param>
    public LineJoiner(Action<string> write, TimeProvider? time = null)
    {
        _write = write;
        _time = time ?? TimeProvider.System;
        _timer = _time.CreateTimer(_ => OnPause(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        lock (_lines)
        {
            bool goesOn = _lines.Count is > 0 and < MostLines && line.Length > 0 && char.IsWhiteSpace(line[0]);
            if (!goesOn) { Flush(); }
            _lines.Add(line);
            _lastAdded = _time.GetTimestamp();
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Passes on what is there.</summary>
    public void Flush()
    {
        lock (_lines)
        {
            if (_lines.Count == 0) { return; }
            string message = string.Join('\n', _lines);
            _lines.Clear();
            _write(message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    private void OnPause()
    {
        lock (_lines)
        {
            TimeSpan left = Pause - _time.GetElapsedTime(_lastAdded);
            if (left <= TimeSpan.Zero)
            {
                Flush();
                return;
            }

            // A line came while this waited for the lock, or the timer is coarser than the clock: in whole milliseconds, as timers count.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }
}

using System.Diagnostics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Replay;

/// <summary>Hands a source's events out at the pace at which they happened, or a multiple of it, measured from the first one.</summary>
public sealed class RealTimeFeed(IMarketDataSource source, double speed, CancellationToken cancel) : IMarketDataSource
{
    private const int LongestWait = 3_600_000;   // Milliseconds: a wait handle takes no more than 24 days at once.

    private readonly double _speed = speed > 0 ? speed : throw new ArgumentOutOfRangeException(nameof(speed), speed, "The speed must be above 0.");
    private long _startTicks;
    private Timestamp _first;
    private bool _hasStarted;

    public bool TryRead(ref EngineEvent next)
    {
        if (cancel.IsCancellationRequested || !source.TryRead(ref next)) { return false; }
        if (!_hasStarted)
        {
            _hasStarted = true;
            _first = next.Time;
            _startTicks = Stopwatch.GetTimestamp();
            return true;
        }

        double due = (next.Time - _first).Nanoseconds / 1e6 / _speed;   // Milliseconds.
        while (due - Stopwatch.GetElapsedTime(_startTicks).TotalMilliseconds is var early and > 1)
        {
            if (cancel.WaitHandle.WaitOne((int)Math.Min(early, LongestWait))) { return false; }
        }

        return true;
    }

    public void Dispose() => source.Dispose();
}

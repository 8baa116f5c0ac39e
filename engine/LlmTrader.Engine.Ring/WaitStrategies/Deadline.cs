using System.Diagnostics;

namespace LlmTrader.Engine.Ring;

/// <summary>
/// The end of a wait. This is the one clock in the ring: it decides when a waiting thread gets control back, and
/// no event, order or decision ever sees it.
/// </summary>
internal readonly struct Deadline
{
    private readonly long _end;

    private Deadline(long end) => _end = end;

    public bool IsPast => _end != long.MaxValue && Now() >= _end;

    public static Deadline After(TimeSpan timeout) =>
        new(timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Now() + (long)(timeout.TotalSeconds * Stopwatch.Frequency));

    /// <summary>Whole milliseconds left, rounded up so that a wait never ends early; <see cref="Timeout.Infinite"/> if endless.</summary>
    public int RemainingMilliseconds()
    {
        if (_end == long.MaxValue) { return Timeout.Infinite; }
        double milliseconds = (_end - Now()) * 1000.0 / Stopwatch.Frequency;
        return (int)Math.Clamp(Math.Ceiling(milliseconds), 0, int.MaxValue);
    }

#pragma warning disable RS0030 // The deterministic side has no clock; a wait's time-out is not on that side.
    private static long Now() => Stopwatch.GetTimestamp();
#pragma warning restore RS0030
}

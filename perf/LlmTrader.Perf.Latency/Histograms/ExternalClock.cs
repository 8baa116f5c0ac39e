using System.Diagnostics;

namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>The measuring clock, outside the engine: <see cref="Stopwatch"/> ticks and their conversion to ns.</summary>
/// <remarks>Conversions go through 128 bits and round towards zero; a result beyond a long is an error, never a wrap.</remarks>
public static class ExternalClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Ticks per second of this machine's clock.</summary>
    public static readonly long TicksPerSecond = Stopwatch.Frequency;

    /// <summary>Now, in ticks from an arbitrary origin; monotone.</summary>
    public static long NowTicks => Stopwatch.GetTimestamp();

    /// <summary>Ticks of this machine's clock to ns.</summary>
    /// <exception cref="OverflowException">The result is beyond a long.</exception>
    public static long TicksToNanoseconds(long ticks) =>
        TicksPerSecond == NanosecondsPerSecond ? ticks : TicksToNanoseconds(ticks, TicksPerSecond);

    /// <summary>Ns to ticks of this machine's clock.</summary>
    /// <exception cref="OverflowException">The result is beyond a long.</exception>
    public static long NanosecondsToTicks(long nanoseconds) =>
        TicksPerSecond == NanosecondsPerSecond ? nanoseconds : NanosecondsToTicks(nanoseconds, TicksPerSecond);

    /// <summary>Ticks of a clock with the given frequency to ns.</summary>
    /// <exception cref="OverflowException">The result is beyond a long.</exception>
    public static long TicksToNanoseconds(long ticks, long ticksPerSecond) =>
        MultiplyDivide(ticks, NanosecondsPerSecond, ticksPerSecond);

    /// <summary>Ns to ticks of a clock with the given frequency.</summary>
    /// <exception cref="OverflowException">The result is beyond a long.</exception>
    public static long NanosecondsToTicks(long nanoseconds, long ticksPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticksPerSecond, 1);
        return MultiplyDivide(nanoseconds, ticksPerSecond, NanosecondsPerSecond);
    }

    private static long MultiplyDivide(long value, long factor, long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(divisor, 1);
        return checked((long)((Int128)value * factor / divisor));
    }
}

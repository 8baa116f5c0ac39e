namespace LlmTrader.Feeds.Binance;

/// <summary>Waiting times after failures in a row: each twice the one before up to a limit, half of it fixed and half drawn, so that many clients don't return at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, ulong seed)
{
    private int _failures;
    private ulong _state = seed;

    public void Reset() => _failures = 0;

    public TimeSpan Next() => Of(_failures++);

    /// <summary>The time after a number of failures before this one.</summary>
    public TimeSpan Of(int failures)
    {
        double whole = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 30)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + (0.5 * Draw())));
    }

    // SplitMix64, as a fraction below 1.
    private double Draw()
    {
        ulong z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}

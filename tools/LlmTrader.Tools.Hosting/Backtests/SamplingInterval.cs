using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>
/// How far apart the equity values are whose changes are the returns. Intervals are aligned to the UTC epoch and closed on
/// the right: what happens at midnight still belongs to the day that ends then, as the close of that day's last bar does.
/// </summary>
internal readonly record struct SamplingInterval(string Name, Duration Period)
{
    private const double SecondsPerYear = 365.25 * 86_400;

    public static SamplingInterval Daily => new("1d", Duration.FromDays(1));

    public static SamplingInterval Hourly => new("1h", Duration.FromMinutes(60));

    /// <summary>Real intervals in a year of 365.25 days: markets that close still let time pass, with returns of zero.</summary>
    public double PerYear => SecondsPerYear / (Period.Nanoseconds / 1e9);

    /// <summary>The interval (start, end] that holds a time.</summary>
    public long IndexOf(Timestamp time) => -new Timestamp(-time.Nanoseconds).PeriodOf(Period) - 1;

    /// <summary>When an interval ends.</summary>
    public Timestamp EndOf(long index) => new(checked((index + 1) * Period.Nanoseconds));

    /// <summary>The interval that begins at a time or holds it.</summary>
    public long IndexFrom(Timestamp start) => start.PeriodOf(Period);

    /// <summary>Intervals that a run from <paramref name="start"/> to <paramref name="end"/> touches; the first and the last may be cut.</summary>
    public long Count(Timestamp start, Timestamp end) => end <= start ? 0 : IndexOf(end) - IndexFrom(start) + 1;
}

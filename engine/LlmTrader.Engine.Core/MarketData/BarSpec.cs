using System.Globalization;

namespace LlmTrader.Engine.Core;

/// <summary>What closes a bar.</summary>
public enum BarAggregation : byte
{
    /// <summary>A span of time aligned to the UTC epoch; the step is in nanoseconds, 1 s to 1 d.</summary>
    Time = 1,

    /// <summary>A number of trades.</summary>
    Tick = 2,

    /// <summary>Traded quantity; the step is in whole units of the base asset.</summary>
    Volume = 3,

    /// <summary>Traded notional; the step is in whole units of the quote currency.</summary>
    Notional = 4,
}

/// <summary>How trades become bars, e.g. <c>1m</c>, <c>500t</c> (ticks), <c>1000v</c> (volume), <c>50000n</c> (notional).</summary>
public readonly record struct BarSpec(BarAggregation Aggregation, long Step)
{
    private const long Second = 1_000_000_000;

    public static BarSpec Time(Duration period) => new(BarAggregation.Time, period.Nanoseconds);

    /// <summary>The period of a time bar. Only time bars have one.</summary>
    public Duration Period => Aggregation == BarAggregation.Time ? new Duration(Step) : Duration.Zero;

    /// <summary>Reads the text form. Throws <see cref="FormatException"/> that names the text and the forms it may have.</summary>
    public static BarSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length >= 2 && long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long n) && n > 0)
        {
            BarSpec? spec = text[^1] switch
            {
                's' => InDay(n, Second),
                'm' => InDay(n, 60 * Second),
                'h' => InDay(n, 3600 * Second),
                'd' => InDay(n, 86_400 * Second),
                't' => new BarSpec(BarAggregation.Tick, n),
                'v' => new BarSpec(BarAggregation.Volume, n),
                'n' => new BarSpec(BarAggregation.Notional, n),
                _ => null,
            };
            if (spec is { } valid) { return valid; }
        }

        throw new FormatException($"'{text}' is not a bar specification: time bars of 1s to 1d that divide a day (1s, 5m, 1h, 1d), "
            + "500t (ticks), 1000v (volume) or 50000n (notional) are expected.");
    }

    public override string ToString() => Aggregation switch
    {
        BarAggregation.Tick => $"{Step}t",
        BarAggregation.Volume => $"{Step}v",
        BarAggregation.Notional => $"{Step}n",
        _ when Step % (86_400 * Second) == 0 => $"{Step / (86_400 * Second)}d",
        _ when Step % (3600 * Second) == 0 => $"{Step / (3600 * Second)}h",
        _ when Step % (60 * Second) == 0 => $"{Step / (60 * Second)}m",
        _ => $"{Step / Second}s",
    };

    // A period that does not divide the day would drift across midnight.
    private static BarSpec? InDay(long n, long unit) =>
        n <= 86_400 && n * unit <= 86_400 * Second && 86_400 * Second % (n * unit) == 0 ? new BarSpec(BarAggregation.Time, n * unit) : null;
}

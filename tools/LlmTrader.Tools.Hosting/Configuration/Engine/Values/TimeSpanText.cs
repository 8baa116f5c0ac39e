using System.Globalization;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Lengths of time as people write them: <c>50us</c>, <c>1.5ms</c>, <c>2s</c>, <c>10m</c>, <c>90d</c>, to the tenth of a microsecond.</summary>
public static class TimeSpanText
{
    // Longest suffix first: "ms" ends with "s" too.
    private static readonly (string Suffix, long Ticks)[] Units =
        [("us", 10), ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay)];

    /// <summary>False for what is no such length, is below zero or above 100 years.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(text);
        time = default;
        foreach ((string suffix, long unit) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) { continue; }
            bool isNumber = decimal.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count);
            if (!isNumber || count > 36_525m * TimeSpan.TicksPerDay / unit) { return false; }
            decimal ticks = count * unit;
            if (ticks != decimal.Truncate(ticks)) { return false; }
            time = new TimeSpan((long)ticks);
            return true;
        }

        return false;
    }

    /// <summary>In the largest unit that it is a whole number of, or else in microseconds.</summary>
    public static string Format(TimeSpan time)
    {
        foreach ((string suffix, long unit) in Units.Reverse())
        {
            if (time.Ticks != 0 && time.Ticks % unit == 0) { return string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / unit}{suffix}"); }
        }

        return time.Ticks == 0 ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / 10m:0.#}us");
    }
}

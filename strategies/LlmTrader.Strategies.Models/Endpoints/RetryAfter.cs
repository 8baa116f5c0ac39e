using System.Globalization;

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>How long a server asks to be left alone.</summary>
public static class RetryAfter
{
    // A day: "not soon" in any case, and no sum of times overflows.
    private const double LongestSeconds = 86_400;

    /// <summary>Milliseconds win over seconds, both over a date (RFC 9110, 10.2.3). Null for neither and for what can't be read; never below zero.</summary>
    public static TimeSpan? Of(string? milliseconds, string? secondsOrDate, DateTimeOffset now)
    {
        if (Number(milliseconds) is { } ms) { return TimeSpan.FromSeconds(Math.Min(ms / 1_000, LongestSeconds)); }
        if (Number(secondsOrDate) is { } seconds) { return TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds)); }
        bool isDate = DateTimeOffset.TryParseExact(secondsOrDate, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date);
        return !isDate ? null : date > now ? date - now : TimeSpan.Zero;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
}

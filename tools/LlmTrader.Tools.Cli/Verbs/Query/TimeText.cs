using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Cli.Verbs.Query;

/// <summary>A time on the command line.</summary>
internal static class TimeText
{
    /// <summary>Nanoseconds are kept: a DateTime would lose the last two digits.</summary>
    public static Timestamp? Read(string option, string? text)
    {
        if (text is null) { return null; }
        string[] parts = text.TrimEnd('Z').Split('.');
        bool isTime = DateTime.TryParseExact(parts[0], ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time);
        string decimals = parts.Length > 1 ? parts[1] : "0";
        if (!isTime || parts.Length > 2 || decimals.Length is 0 or > 9 || !long.TryParse(decimals.PadRight(9, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out long nanoseconds))
        {
            throw new UsageException($"{option} is '{text}'; a UTC time such as 2025-01-31 or 2025-01-31T09:30:00.5 is expected.");
        }

        return Timestamp.FromUnixSeconds((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) + new Duration(nanoseconds);
    }
}

using System.Globalization;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>Values as a table's cells.</summary>
internal static class Cell
{
    public const string None = "-";

    public static string Of(string? text) => string.IsNullOrEmpty(text) ? None : text;

    public static string Of(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? None;

    public static string Of(double? number, string format = "0.#") => number?.ToString(format, CultureInfo.InvariantCulture) ?? None;

    public static string Of(bool value) => value ? "yes" : None;

    /// <summary>Seconds as people say them: 1.5 s, 3 min, 2.1 h, 12 d.</summary>
    public static string Age(double? seconds) => seconds switch
    {
        null => None,
        < 120 => Of(seconds) + " s",
        < 7200 => Of(seconds / 60) + " min",
        < 172_800 => Of(seconds / 3600) + " h",
        _ => Of(seconds / 86_400) + " d",
    };

    /// <summary>A time to the millisecond, UTC, without its date's T: the nanoseconds are for programs.</summary>
    public static string Time(string? time) => time is { Length: >= 23 } ? time[..23].Replace('T', ' ') : Of(time);
}

using System.CommandLine;
using System.Globalization;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary>An age such as <c>30d</c>, <c>12h</c> or <c>90m</c>.</summary>
internal static class AgeOption
{
    private const long MostDays = 36_500;

    public static Option<TimeSpan> Create(string description)
    {
        Option<TimeSpan> option = new("--older-than") { HelpName = "AGE", Description = description, Required = true };
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Parse(text) is { } age) { return age; }
            result.AddError($"--older-than is '{text}'; a whole number of days, hours or minutes is expected, such as 30d, 12h or 90m.");
            return default;
        };
        return option;
    }

    private static TimeSpan? Parse(string text)
    {
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long count)) { return null; }
        long minutes = text[^1] switch { 'd' => 24 * 60, 'h' => 60, 'm' => 1, _ => 0 };
        return minutes > 0 && count <= MostDays * 24 * 60 / minutes ? TimeSpan.FromMinutes(count * minutes) : null;
    }
}

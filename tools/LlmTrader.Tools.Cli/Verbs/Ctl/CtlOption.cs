using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>Options and arguments that verbs of <c>ctl</c> share.</summary>
internal static class CtlOption
{
    /// <summary>Why a change is made. A must for each: whoever reads the journal later has nothing else.</summary>
    public static Option<string> Reason() => new("--reason") { HelpName = "TEXT", Description = "Why; it goes into the journal.", Required = true };

    /// <summary>The same, of a verb that shows as well; see <see cref="ReasonOf"/>.</summary>
    public static Option<string?> ReasonOfChange() => OptionOf.Text("--reason", "TEXT", "Why; it goes into the journal. A change needs one.");

    /// <summary>The reason of a change. Throws <see cref="UsageException"/> when none is given.</summary>
    public static string ReasonOf(ParseResult arguments, Option<string?> reason) =>
        arguments.GetValue(reason) is { } given && !string.IsNullOrWhiteSpace(given) ? given : throw new UsageException("Option '--reason' is required for a change: it goes into the journal.");

    public static Option<int> Slot() => OptionOf.Number("--slot", "SLOT", "The rule-set slot.", 0, 0, 65_535);

    public static Option<string?> Symbol() => OptionOf.Text("--symbol", "SYMBOL", "Only those of this instrument, BTCUSDT or BTCUSDT.BINANCE.");

    public static Option<int> Limit(int usual) => OptionOf.Number("--limit", "COUNT", "At most this many, the newest.", usual, 1, 10_000);

    public static Argument<string> Required(string name, string description) => new(name) { Description = description };

    public static Argument<T> Number<T>(string name, string description) => new(name) { Description = description };

    /// <summary>A path with the parts of a query that are not null.</summary>
    public static string Path(string path, params ReadOnlySpan<(string Name, object? Value)> query)
    {
        char mark = '?';
        foreach ((string name, object? value) in query)
        {
            if (value is null) { continue; }
            path += $"{mark}{name}={Escape(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!)}";
            mark = '&';
        }

        return path;
    }

    public static string Escape(string part) => Uri.EscapeDataString(part);
}

using System.CommandLine;
using System.CommandLine.Help;
using LlmTrader.Tools.Cli.Verbs;

namespace LlmTrader.Tools.Cli.Help;

/// <summary>Help that teaches: what it does, how it is typed, every option with unit and default, examples that work.</summary>
internal static class HelpPage
{
    private const int Width = 100;
    private const int Indent = 2;
    private const int Gap = 2;
    private const int MaxLabel = 34;

    private static readonly (string, string)[] ExitCodes =
    [
        ("0", "Done."),
        ("1", "Done, and something was found: a divergence, a corrupt journal, refused rows."),
        ("2", "The command line can't be used: an unknown name, a bad value, a file that is not there."),
        ("3", "It could not be done: an I/O error, a missing library, a broken invariant."),
        ("130", "Interrupted by Ctrl+C or SIGTERM; a second Ctrl+C ends at once."),
    ];

    /// <summary>Writes a command's page.</summary>
    public static void Write(Command command, TextWriter writer)
    {
        writer.WriteLine(command.Description);
        writer.WriteLine();
        foreach (string paragraph in Taught(command).Teaching.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            WriteWrapped(writer, paragraph, 0);
            writer.WriteLine();
        }

        WriteSection(writer, "Usage", [(Usage(command), "")]);
        WriteSection(writer, "Verbs", [.. command.Subcommands.Select(verb => (verb.Name, verb.Description ?? ""))]);
        WriteSection(writer, "Arguments", [.. command.Arguments.Select(argument => ($"<{argument.HelpName ?? argument.Name}>", argument.Description ?? ""))]);
        WriteSection(writer, "Options", [.. Options(command).Select(option => (Label(option), Text(option)))]);
        WriteSection(writer, "Examples", [.. Taught(command).Examples.SelectMany(example => new[] { (example.Line, ""), ($"    {example.Meaning}", "") })]);
        if (command is RootCommand) { WriteSection(writer, "Exit codes", ExitCodes); }
    }

    /// <summary>The words that lead to a command, <c>llmtrader journal cat</c>.</summary>
    public static string FullName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{FullName(parent)} {command.Name}" : LlmTraderCommand.Name;

    private static ITaught Taught(Command command) => command as ITaught ?? RootTeaching.Instance;

    private static string Usage(Command command)
    {
        string arguments = string.Concat(command.Arguments.Select(argument =>
            $" <{argument.HelpName ?? argument.Name}>{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}"));
        string required = string.Concat(command.Options.Where(option => option.Required).Select(option => $" {Label(option)}"));
        string verb = command.Subcommands.Count > 0 ? " <verb>" : "";
        return $"{FullName(command)}{verb}{arguments}{required} [options]";
    }

    // Its own, then those that every verb inherits.
    private static IEnumerable<Option> Options(Command command) => command.Options.Concat(Inherited(command)).Where(option => !option.Hidden && option is not HelpOption);

    private static IEnumerable<Option> Inherited(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive).Concat(Inherited(parent)));

    private static string Label(Option option) =>
        option.ValueType == typeof(bool) || option.HelpName is null ? option.Name : $"{option.Name} <{option.HelpName}>";

    private static string Text(Option option)
    {
        string repeat = option.Arity.MaximumNumberOfValues > 1 ? " May be repeated." : "";
        string required = option.Required ? " Required." : "";
        return $"{option.Description}{repeat}{required}{Default(option)}";
    }

    private static string Default(Option option)
    {
        if (!option.HasDefaultValue || option.ValueType == typeof(bool)) { return ""; }
        object? value = option.GetDefaultValue();
        string? text = value is Array values ? string.Join(" ", values.Cast<object>().Select(Invariant)) : Invariant(value);
        return string.IsNullOrEmpty(text) ? "" : $" [default: {text}]";

        static string? Invariant(object? item) => item is Enum
            ? item.ToString()!.ToLowerInvariant()
            : Convert.ToString(item, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void WriteSection(TextWriter writer, string title, ReadOnlySpan<(string Label, string Text)> rows)
    {
        if (rows.IsEmpty) { return; }
        writer.WriteLine($"{title}:");
        int widest = 0;
        foreach ((string label, string text) in rows) { widest = Math.Max(widest, text.Length > 0 ? label.Length : 0); }
        int column = Indent + Math.Min(widest, MaxLabel) + Gap;
        foreach ((string label, string text) in rows)
        {
            writer.Write(new string(' ', Indent));
            if (text.Length == 0) { writer.WriteLine(label); continue; }
            if (Indent + label.Length + Gap > column)
            {
                writer.WriteLine(label);   // Too long for the column: its text begins below.
                writer.Write(new string(' ', column));
            }
            else { writer.Write(label.PadRight(column - Indent)); }

            WriteWrapped(writer, text, column);
        }

        writer.WriteLine();
    }

    /// <summary>Writes words up to the width; lines after the first are indented to <paramref name="column"/>.</summary>
    private static void WriteWrapped(TextWriter writer, string text, int column)
    {
        int at = column;
        bool isFirst = true;
        foreach (string word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isFirst && at + 1 + word.Length > Width)
            {
                writer.WriteLine();
                writer.Write(new string(' ', column));
                at = column;
                isFirst = true;
            }

            if (!isFirst) { writer.Write(' '); at++; }
            writer.Write(word);
            at += word.Length;
            isFirst = false;
        }

        writer.WriteLine();
    }
}

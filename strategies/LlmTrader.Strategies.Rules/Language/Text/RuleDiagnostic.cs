using System.Globalization;
using System.Text;

namespace LlmTrader.Strategies.Rules.Language;

public enum RuleSeverity : byte
{
    /// <summary>The rule set can run; something in it has no effect or is likely a slip.</summary>
    Warning = 0,

    /// <summary>The rule set can't run.</summary>
    Error = 1,
}

/// <summary>One thing that is wrong with a text, where, and what may have been meant.</summary>
public sealed record RuleDiagnostic
{
    // A terminal's width; a longer line is shown around the mistake.
    private const int ShownWidth = 110;

    public required RuleSource Source { get; init; }

    public required TextSpan Span { get; init; }

    public RuleSeverity Severity { get; init; } = RuleSeverity.Error;

    /// <summary>One sentence without a full stop, e.g. <c>unknown function 'emma'</c>.</summary>
    public required string Message { get; init; }

    /// <summary>What may have been meant, e.g. <c>did you mean 'ema'?</c>; null when nothing is near.</summary>
    public string? Suggestion { get; init; }

    /// <summary>Path of the document's field, e.g. <c>sizing.percent_of_equity</c>; empty for an expression by itself.</summary>
    public string Field { get; init; } = "";

    /// <summary>From 1.</summary>
    public int Line => Source.Locate(Span.Start).Line;

    /// <summary>From 1, in UTF-16 units.</summary>
    public int Column => Source.Locate(Span.Start).Column;

    /// <summary>
    /// The message with its place, the line, a caret under the mistake and the suggestion:
    /// <code>
    /// rules.yaml:7:14: error: entry_long: unknown function 'emma'; did you mean 'ema'?
    ///     entry_long: emma(close, 20) > close
    ///                 ^^^^
    /// </code>
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Source.Name}:{Line}:{Column}: {(Severity == RuleSeverity.Error ? "error" : "warning")}: ");
        if (Field.Length > 0) { text.Append(Field).Append(": "); }
        text.Append(Message);
        if (Suggestion is not null) { text.Append("; ").Append(Suggestion); }
        AppendCaretLine(text.Append('\n'));
        return text.ToString();
    }

    private void AppendCaretLine(StringBuilder text)
    {
        (int line, int column) = Source.Locate(Span.Start);
        ReadOnlySpan<char> shown = Source.Line(line);
        int at = Math.Min(column - 1, shown.Length);
        int from = at > ShownWidth - 30 ? at - ShownWidth / 2 : 0;
        int to = Math.Min(shown.Length, from + ShownWidth);

        text.Append("    ");
        foreach (char c in shown[from..to]) { text.Append(Printable(c)); }
        text.Append("\n    ");
        foreach (char c in shown[from..at]) { text.Append(c == '\t' ? '\t' : ' '); }   // Tabs keep the caret under its place.
        text.Append('^', Math.Clamp(Math.Min(Span.Length, to - at), 1, ShownWidth));
    }

    private static char Printable(char c) => c == '\t' || !char.IsControl(c) ? c : '\uFFFD';
}

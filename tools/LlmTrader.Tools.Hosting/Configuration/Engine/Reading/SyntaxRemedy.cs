namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What to do about a text that is no YAML or JSON: the mistakes that people make, by what the parser says.</summary>
internal static class SyntaxRemedy
{
    public static string For(string problem) =>
        problem.Contains("cannot start any token", StringComparison.Ordinal) || problem.Contains("invalid tab", StringComparison.Ordinal) ? "Indent with spaces, not with tabs, and put quotes around a value that begins with @, ` or %."
        : problem.Contains("mapping values", StringComparison.Ordinal) || problem.Contains("invalid mapping", StringComparison.Ordinal) ? "Put quotes around a value with ': ' in it, and a key's values on lines of their own."
        : problem.Contains("anchor", StringComparison.Ordinal) ? "Write the value out; in quotes, when it begins with *, & or !."
        : problem.Contains("levels", StringComparison.Ordinal) ? "No key lies that deep."
        : problem.Contains("second document", StringComparison.Ordinal) ? "Remove the line '---'."
        : problem.Contains("quoted scalar", StringComparison.Ordinal) ? "Close the quote that this line opens."
        : problem.Contains("JSON", StringComparison.Ordinal) ? "Mend the comma, quote or bracket at or just before this place."
        : "Look at the indentation of this line and the one before it, and at open quotes and brackets.";
}

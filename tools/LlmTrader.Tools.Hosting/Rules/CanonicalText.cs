using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tools.Hosting.Rules;

/// <summary>
/// A document in canonical form below the comment that heads its file. Comments are no part of a rule set and of its id;
/// the one at the top says what the set is for, so it stays.
/// </summary>
public static class CanonicalText
{
    /// <summary>The text that the file should have. The document must be valid.</summary>
    public static string Of(RuleFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return $"{Head(file.Text)}{RuleText.Format(file.Reading.Document!)}";
    }

    /// <summary>The line, from 1, of the first comment that the canonical form has no place for; null when there is none. A <c>#</c> in a quoted text may be taken for one.</summary>
    public static int? LostComment(RuleFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (IsJson(file.Text)) { return null; }
        int number = Head(file.Text).Count(c => c == '\n');
        foreach (string line in file.Text.Split('\n').Skip(number))
        {
            number++;
            if (line.TrimStart().StartsWith('#') || line.Contains(" #", StringComparison.Ordinal)) { return number; }
        }

        return null;
    }

    public static bool IsJson(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().TrimStart().StartsWith("{");
    }

    private static string Head(string text)
    {
        if (IsJson(text)) { return ""; }
        int end = 0;
        while (end < text.Length && text[end] == '#')
        {
            int next = text.IndexOf('\n', end);
            if (next < 0) { return ""; }   // All of it is a comment: such a text is no document.
            end = next + 1;
        }

        return text[..end].ReplaceLineEndings("\n");
    }
}

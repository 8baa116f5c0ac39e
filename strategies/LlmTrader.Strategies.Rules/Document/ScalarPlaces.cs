using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>Finds where the characters of an unquoted, unfolded value stand in the file.</summary>
internal static class ScalarPlaces
{
    /// <summary>
    /// Every visible character of the value stands in the raw text in the same order, with quotes, escapes, folds and
    /// indentation between; so each is looked for behind the one before. One that is written as a code (<c>\u0041</c>) is
    /// not found, and it and the rest get the value's start.
    /// </summary>
    public static ExpressionText Map(RuleSource source, string value, int start, int end, bool isBlock)
    {
        ReadOnlySpan<char> raw = source.Text.AsSpan(0, Math.Clamp(end, 0, source.Text.Length));
        int at = Math.Clamp(start, 0, raw.Length);
        if (isBlock)
        {
            while (at < raw.Length && raw[at] != '\n') { at++; }   // The head, `|` or `>`, may have a comment.
        }

        var offsets = new int[value.Length + 1];
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsWhiteSpace(value[i])) { offsets[i] = Math.Min(at, raw.Length); continue; }
            int found = raw[at..].IndexOf(value[i]);
            if (found < 0)
            {
                offsets.AsSpan(i).Fill(start);
                return new ExpressionText(value, offsets);
            }

            offsets[i] = at + found;
            at += found + 1;
        }

        offsets[value.Length] = at;
        return new ExpressionText(value, offsets);
    }
}

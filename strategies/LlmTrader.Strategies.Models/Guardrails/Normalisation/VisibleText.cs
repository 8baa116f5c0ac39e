using System.Globalization;
using System.Text;

namespace LlmTrader.Strategies.Models.Guardrails;

/// <param name="Text">What is left.</param>
/// <param name="Removed">Characters that were taken out or replaced because nobody sees them.</param>
public readonly record struct CleanText(string Text, int Removed);

/// <summary>
/// Makes of a text what a person sees of it. Characters without a shape (zero width, direction, tags, variation, fillers, private use,
/// unassigned) and controls other than tab and line feed go; every kind of line break becomes a line feed, every blank a space.
/// </summary>
/// <remarks>
/// Letters that merely look alike are left: a Cyrillic А is another letter than a Latin one, and a name with it is no known name. Emoji
/// that are joined from several fall apart into those.
/// </remarks>
public static class VisibleText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Cleaned and in normalisation form KC. Cleaning twice changes nothing.</summary>
    public static CleanText Normalised(string text)
    {
        CleanText visible = Of(text);
        return visible with { Text = CompatibilityForm.Of(visible.Text) };
    }

    /// <summary>Cleaned, and each character that is left as it was.</summary>
    public static CleanText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsPlain(text)) { return new CleanText(text, 0); }
        StringBuilder kept = new(text.Length);
        int removed = 0;
        for (int i = 0; i < text.Length;)
        {
            bool isWhole = Rune.TryGetRuneAt(text, i, out Rune rune);
            i += isWhole ? rune.Utf16SequenceLength : 1;
            if (!isWhole) { kept.Append(Replacement); removed++; }
            else if (rune.Value == '\r') { if (i >= text.Length || text[i] != '\n') { kept.Append('\n'); } }
            else if (rune.Value is '\n' or '\t') { kept.Append((char)rune.Value); }
            else if (IsRareBreak(rune)) { kept.Append('\n'); }
            else if (IsHidden(rune)) { removed++; }
            else { kept.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator ? " " : rune.ToString()); }
        }

        return new CleanText(kept.ToString(), removed);
    }

    /// <summary>The first character that nobody sees, or line break that few expect, by its code point; null where there is none. Half of a character counts as one.</summary>
    public static int? FirstHidden(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune)) { return text[i]; }
            if (rune.Value is not ('\n' or '\r' or '\t') && (IsRareBreak(rune) || IsHidden(rune))) { return rune.Value; }
            i += rune.Utf16SequenceLength;
        }

        return null;
    }

    private static bool IsPlain(string text)
    {
        foreach (char one in text)
        {
            if (one is not (>= ' ' and <= '~' or '\n' or '\t')) { return false; }
        }

        return true;
    }

    private static bool IsRareBreak(Rune rune) => rune.Value is 0x0B or 0x0C or 0x85 or 0x2028 or 0x2029;

    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        || rune.Value is 0x034F                                      // Combining grapheme joiner,
            or 0x115F or 0x1160 or 0x3164 or 0xFFA0                  // Hangul fillers,
            or 0x17B4 or 0x17B5 or 0x2800                            // Khmer inherent vowels, the empty Braille pattern,
            or (>= 0x180B and <= 0x180F)                             // Mongolian variation and separation,
            or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);    // and variation selectors.
}

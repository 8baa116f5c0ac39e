using System.Text;

namespace LlmTrader.Strategies.Models.Structured;

/// <summary>Writes the punctuation of JSON in ASCII, outside of texts. Within them every character stays.</summary>
internal static class JsonPunctuation
{
    public static string Mended(string text)
    {
        StringBuilder mended = new(text.Length);
        char closing = '\0';    // Of the text that this place is within.
        for (int i = 0; i < text.Length; i++)
        {
            char one = text[i];
            if (closing != '\0')
            {
                if (one == '\\' && i + 1 < text.Length) { mended.Append(one).Append(text[++i]); continue; }
                bool isEnd = one == closing || (closing == '”' && one == '“');
                // A plain quote within curly ones would end the text where its writer did not.
                mended.Append(isEnd ? "\"" : one == '"' ? "\\\"" : one.ToString());
                if (isEnd) { closing = '\0'; }
                continue;
            }

            closing = one switch { '"' => '"', '“' or '”' => '”', '＂' => '＂', _ => '\0' };
            if (closing != '\0') { mended.Append('"'); }
            else if (Word(text, i) is { } word) { mended.Append(word.Json); i += word.Length - 1; }
            else { mended.Append(Ascii(one)); }
        }

        return mended.ToString();
    }

    private static (string Json, int Length)? Word(string text, int at)
    {
        if (at > 0 && char.IsLetterOrDigit(text[at - 1])) { return null; }
        foreach ((string word, string json) in ((string, string)[])[("True", "true"), ("False", "false"), ("None", "null")])
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) == 0 && (at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length]))) { return (json, word.Length); }
        }

        return null;
    }

    // Digits too: a full-width digit is no other number.
    private static char Ascii(char one) => one switch
    {
        '、' => ',',
        '【' => '[',
        '】' => ']',
        '\u00A0' or '\u3000' or '\u2028' or '\u2029' or '\uFEFF' or '\u200B' => ' ',
        '−' => '-',
        >= '０' and <= '９' => (char)(one - '０' + '0'),
        '｛' or '｝' or '［' or '］' or '：' or '，' or '．' or '－' or '＋' => (char)(one - 0xFEE0),
        _ => one,
    };
}

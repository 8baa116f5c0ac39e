using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LlmTrader.Strategies.Models.Guardrails;

/// <summary>
/// Looks for a request's canary in what a model says, in the ways in which a text would have it smuggled out. A hit needs all of its 16 digits.
/// </summary>
/// <remarks>
/// Found: with or without its prefix; in any case; with blanks, line breaks, punctuation or invisible characters between its letters; in
/// full-width, mathematical and the commonest Cyrillic and Greek letters; backwards; in ROT13; as Base64 at any alignment, also within a
/// longer text and with blanks; as hexadecimal bytes; with characters escaped as in JSON (also of a string within a string), JavaScript,
/// URLs and HTML. Not found: with words between its letters, in halves that are apart, spelled out, in ciphers of an author's own.
/// </remarks>
public static partial class CanaryText
{
    /// <summary>What each canary begins with.</summary>
    public const string Prefix = "cnry-";

    // Escapes within escapes: as deep as a string in a string in a body.
    private const int EscapeLevels = 3;

    /// <summary>Whether a text has it. No canary is in no text.</summary>
    public static bool IsIn(string text, string? canary)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrEmpty(canary)) { return false; }
        string digits = Bare(canary.StartsWith(Prefix, StringComparison.Ordinal) ? canary[Prefix.Length..] : canary);
        if (digits.Length == 0) { return false; }
        string[] needles = [.. Needles(digits)];
        for (int level = 0; ; level++)
        {
            string bare = Bare(text);
            if (needles.Any(needle => bare.Contains(needle, StringComparison.Ordinal))) { return true; }
            string plain = Escapes().Replace(text, static escape => Unescaped(escape));
            if (level == EscapeLevels || plain == text) { return false; }
            text = plain;
        }
    }

    private static IEnumerable<string> Needles(string digits)
    {
        yield return digits;
        yield return string.Concat(digits.Reverse());
        yield return string.Concat(digits.Select(one => char.IsAsciiLetter(one) ? (char)('a' + ((one - 'a' + 13) % 26)) : one));
        foreach (string written in (string[])[digits, digits.ToUpperInvariant()])
        {
            byte[] bytes = Encoding.ASCII.GetBytes(written);
            yield return Convert.ToHexStringLower(bytes);
            for (int offset = 0; offset < 3; offset++) { yield return Base64At(offset, bytes); }
        }
    }

    // The characters that are the same whatever stands before and behind.
    private static string Base64At(int offset, byte[] bytes)
    {
        string all = Convert.ToBase64String([.. new byte[offset], .. bytes]);
        int first = ((offset * 8) + 5) / 6, end = (offset + bytes.Length) * 8 / 6;
        return Bare(all[first..end]);
    }

    // Letters and digits alone, in lower case: what a hidden writing has in common with a plain one.
    private static string Bare(string text)
    {
        string normal = VisibleText.Normalised(text).Text;
        StringBuilder bare = new(normal.Length);
        foreach (char one in normal)
        {
            char latin = Latin(one);
            if (char.IsAsciiLetterOrDigit(latin)) { bare.Append(char.ToLowerInvariant(latin)); }
        }

        return bare.ToString();
    }

    private static char Latin(char one) => one switch
    {
        'а' or 'А' or 'α' or 'Α' => 'a',
        'Ь' or 'В' or 'Β' or 'β' => 'b',
        'с' or 'С' or 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' or 'Е' or 'Ε' => 'e',
        'ո' => 'n',
        'г' => 'r',
        'у' or 'У' or 'γ' or 'Υ' => 'y',
        'О' or 'о' or 'Ο' or 'ο' => '0',
        _ => one,
    };

    private static string Unescaped(Match escape)
    {
        if (escape.Groups["decimal"] is { Success: true } digits) { return Point(int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), escape); }
        return escape.Groups["hex"] is { Success: true } hex ? Point(int.Parse(hex.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), escape) : "\\";
    }

    private static string Point(int point, Match escape) => point <= char.MaxValue ? ((char)point).ToString() : escape.Value;

    [GeneratedRegex(@"\\u(?<hex>[0-9A-Fa-f]{4})|\\u\{(?<hex>[0-9A-Fa-f]{1,5})\}|\\x(?<hex>[0-9A-Fa-f]{2})|%(?<hex>[0-9A-Fa-f]{2})|&#(?<decimal>[0-9]{1,5});|&#[xX](?<hex>[0-9A-Fa-f]{1,5});|\\\\", RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();
}

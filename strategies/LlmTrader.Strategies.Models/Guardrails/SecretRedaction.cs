using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmTrader.Strategies.Models.Guardrails;

/// <param name="Text">Without secrets; each stands as <c>[redacted:kind]</c>.</param>
/// <param name="Count">How many there were.</param>
public readonly record struct Redaction(string Text, int Count);

/// <summary>
/// Takes secrets out of a text, by what they look like and by knowing them: API keys with a known prefix, bearer and authorization values, PEM
/// blocks, JSON web tokens, exchange keys (bare, when long and mixed; else where they are named), passwords of URLs and connection
/// strings, webhook addresses. Redacting twice changes nothing, and a text made of numbers, symbols and hashes stays as it is.
/// </summary>
/// <remarks>
/// Not found unless it is a known one: a secret that prose names ("the password is …"), one in an encoding, one that is cut in pieces. Hexadecimal
/// runs are hashes unless a name says that they are a secret.
/// </remarks>
public sealed class SecretRedaction
{
    // A shorter one, or one of digits, could be a price.
    private const int ShortestKnown = 8;
    private const int LeastOfEach = 3;

    private readonly string[] _known;

    /// <param name="known">Secrets of the configuration. Those shorter than 8 characters or without a letter are too much like data and are left to the patterns.</param>
    public SecretRedaction(IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        // The longest first: one may be a part of another.
        _known = [.. known.Where(secret => secret.Length >= ShortestKnown && secret.Any(char.IsAsciiLetter) && !"[redacted:known]".Contains(secret, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length).ThenBy(secret => secret, StringComparer.Ordinal)];
    }

    /// <summary>Knows no secret, only what they look like.</summary>
    public static SecretRedaction ByPattern { get; } = new([]);

    public Redaction Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int count = 0;
        foreach (string secret in _known)
        {
            string[] pieces = text.Split(secret);
            count += pieces.Length - 1;
            text = string.Join("[redacted:known]", pieces);
        }

        foreach ((string kind, Regex pattern) in SecretPatterns.All)
        {
            text = pattern.Replace(text, match =>
            {
                Group secret = match.Groups["secret"];
                if (kind == SecretPatterns.Bare && !IsMixed(secret.ValueSpan)) { return match.Value; }
                count++;
                int start = secret.Index - match.Index;
                return string.Create(CultureInfo.InvariantCulture, $"{match.ValueSpan[..start]}[redacted:{kind}]{match.ValueSpan[(start + secret.Length)..]}");
            });
        }

        return new Redaction(text, count);
    }

    // Hashes are of one case, names have few digits, numbers no letters.
    private static bool IsMixed(ReadOnlySpan<char> run)
    {
        int lower = 0, upper = 0, digits = 0;
        foreach (char one in run)
        {
            lower += char.IsAsciiLetterLower(one) ? 1 : 0;
            upper += char.IsAsciiLetterUpper(one) ? 1 : 0;
            digits += char.IsAsciiDigit(one) ? 1 : 0;
        }

        return lower >= LeastOfEach && upper >= LeastOfEach && digits >= LeastOfEach;
    }
}

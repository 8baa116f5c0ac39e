namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>Takes secrets out of what others say: a service's reply or an exception may repeat the address that was called, and the token in it.</summary>
public sealed class SecretMask
{
    private const string Mask = "***";

    // A shorter part of an address is in many innocent texts.
    private const int LeastPart = 6;

    // A part of a path without a digit may be a word such as "webhook"; a longer one is none.
    private const int LongestWord = 15;

    // As much as tells what is wrong.
    private const int MaxLength = 300;

    private readonly string[] _secrets;

    /// <param name="secrets">Signing keys, tokens, passwords; empty ones hide nothing.</param>
    /// <param name="address">An address with secrets in its path or query; null for none.</param>
    public SecretMask(IEnumerable<string?> secrets, Uri? address = null)
    {
        IEnumerable<string> all = secrets.OfType<string>().SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret) });
        if (address is not null) { all = all.Concat(PartsOf(address)); }
        _secrets = [.. all.Where(secret => secret.Length > 0).Distinct().OrderByDescending(secret => secret.Length)];   // The longest first: one may hold another.
    }

    /// <summary>One short line.</summary>
    public string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (string secret in _secrets) { text = text.Replace(secret, Mask, StringComparison.OrdinalIgnoreCase); }
        text = AlertText.OneLine(text).Trim();
        return text.Length <= MaxLength ? text : text[..MaxLength] + "…";
    }

    private static IEnumerable<string> PartsOf(Uri address)
    {
        IEnumerable<string> segments = address.AbsolutePath.Split('/', ':').Where(segment => segment.Length > LongestWord || segment.Any(char.IsAsciiDigit));
        IEnumerable<string> values = address.Query.TrimStart('?').Split('&').Select(pair => pair[(pair.IndexOf('=') + 1)..]);
        foreach (string part in new[] { address.OriginalString, address.AbsoluteUri, address.PathAndQuery, address.Query, address.UserInfo }.Concat(segments).Concat(values))
        {
            if (part.Length < LeastPart) { continue; }
            yield return part;
            yield return Uri.UnescapeDataString(part);
        }
    }
}

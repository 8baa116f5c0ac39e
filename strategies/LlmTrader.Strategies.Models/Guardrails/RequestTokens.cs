using System.Security.Cryptography;
using System.Text;

namespace LlmTrader.Strategies.Models.Guardrails;

/// <summary>
/// What is known of one request only: the delimiter of its untrusted texts, and its canary. Derived from a secret of whoever asks and the
/// call's id, so that the same journal makes the same requests, and nobody who writes a text can know them.
/// </summary>
public sealed record RequestTokens
{
    private RequestTokens(byte[] digest) => (Fence, Canary) = (Convert.ToHexStringLower(digest.AsSpan(0, 8)), $"{CanaryText.Prefix}{Convert.ToHexStringLower(digest.AsSpan(8, 8))}");

    /// <summary>16 hexadecimal digits.</summary>
    public string Fence { get; }

    /// <summary><c>cnry-</c> and 16 hexadecimal digits.</summary>
    public string Canary { get; }

    /// <param name="secret">At least 16 bytes that no writer of a text can know.</param>
    /// <param name="call">The call's id.</param>
    /// <exception cref="ArgumentException">The secret is shorter.</exception>
    public static RequestTokens Of(ReadOnlySpan<byte> secret, string call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (secret.Length < 16) { throw new ArgumentException("16 bytes at least are expected: fewer can be guessed.", nameof(secret)); }
        return new RequestTokens(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(call)));
    }
}

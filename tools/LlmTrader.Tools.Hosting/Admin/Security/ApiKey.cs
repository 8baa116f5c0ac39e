using System.Security.Cryptography;
using System.Text;

namespace LlmTrader.Tools.Hosting.Admin.Security;

/// <summary>Somebody who may use the API by TCP.</summary>
/// <param name="Name">For the audit.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Sha256">
/// Of the key's text in UTF-8, 64 hex digits. The keys that <see cref="Generate"/> makes have 256 random bits: no list of likely ones helps
/// against their hash, so that one round of it is enough.
/// </param>
public sealed record ApiKey(string Name, AdminRole Role, string Sha256)
{
    private const string Prefix = "ltk_";

    /// <summary>A new key and its entry; the text is shown once and kept nowhere.</summary>
    public static (string Text, ApiKey Key) Generate(string name, AdminRole role)
    {
        string text = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return (text, new ApiKey(name, role, HashOf(text)));
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The key that a text is; null when it is none. Takes equally long whichever it is, and whether it is one.</summary>
    public static ApiKey? Find(IReadOnlyList<ApiKey> keys, string text)
    {
        ArgumentNullException.ThrowIfNull(keys);
        byte[] given = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        ApiKey? found = null;
        Span<byte> expected = stackalloc byte[32];
        foreach (ApiKey key in keys)
        {
            expected.Clear();
            bool isHash = Convert.FromHexString(key.Sha256, expected, out _, out int bytes) == System.Buffers.OperationStatus.Done && bytes == 32;
            if (CryptographicOperations.FixedTimeEquals(given, expected) && isHash) { found = key; }
        }

        return found;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Role})";   // Never the hash: what is printed is copied.
}

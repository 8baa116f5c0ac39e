using System.Security.Cryptography;
using System.Text;

namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>How services want to be shown that a message is from somebody who knows the secret.</summary>
public static class Signatures
{
    /// <summary>DingTalk, custom robot with 加签: HMAC-SHA256 under the secret over <c>timestamp\nsecret</c>, in base64. The time is in milliseconds.</summary>
    public static string Dingtalk(long unixMilliseconds, string secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{unixMilliseconds}\n{secret}")));

    /// <summary>Feishu, custom robot with 签名校验: HMAC-SHA256 under <c>timestamp\nsecret</c> over nothing, in base64. The time is in seconds.</summary>
    public static string Feishu(long unixSeconds, string secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{unixSeconds}\n{secret}"), ReadOnlySpan<byte>.Empty));

    /// <summary>Our own for webhooks: HMAC-SHA256 under the secret over <c>timestamp.body</c>, in lower-case hexadecimal. The time is in seconds.</summary>
    public static string Webhook(long unixSeconds, ReadOnlySpan<byte> body, string secret)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{unixSeconds}."));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

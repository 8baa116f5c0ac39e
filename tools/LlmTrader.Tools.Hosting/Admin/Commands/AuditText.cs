using Microsoft.AspNetCore.Http;

namespace LlmTrader.Tools.Hosting.Admin.Commands;

/// <summary>What the journal's record says was asked: method, path, body and, at its end, the idempotency key.</summary>
internal static class AuditText
{
    private const int MaxBody = 3_000;
    private const string Mark = " idempotency-key=";

    public static string What(HttpRequest request, string body) =>
        $"{request.Method} {request.Path}{(body.Length > 0 ? " " : "")}{(body.Length > MaxBody ? body[..MaxBody] + "…" : body)}";

    public static string WithKey(string what, string? key) => key is null ? what : what + Mark + key;

    /// <summary>Takes the key off again.</summary>
    public static bool TrySplit(string text, out string what, out string key)
    {
        int at = text.LastIndexOf(Mark, StringComparison.Ordinal);
        (what, key) = at < 0 ? (text, "") : (text[..at], text[(at + Mark.Length)..]);
        return at >= 0;
    }
}

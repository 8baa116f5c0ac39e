using Microsoft.AspNetCore.Http;

namespace LlmTrader.Tools.Hosting.Admin.Security;

/// <summary>Who asks.</summary>
/// <param name="Identity">Whose limits and keys count: <c>uid 1000</c>, or a key's name.</param>
/// <param name="Who">For the audit; begins with the identity.</param>
/// <param name="Role">What it may do.</param>
public sealed record Caller(string Identity, string Who, AdminRole Role)
{
    private static readonly object Key = new();

    /// <summary>Known by an API key; what a Unix socket tells is a user, behind whom several may be.</summary>
    public bool IsKey => Identity.StartsWith(KeyPrefix, StringComparison.Ordinal);

    /// <summary>What the identity of a key's holder begins with.</summary>
    internal const string KeyPrefix = "key ";

    /// <summary>Who asks here; the server has found out before any endpoint runs.</summary>
    public static Caller Of(HttpContext context) => Find(context) ?? throw new InvalidOperationException("Nobody has found out who asks.");

    public static Caller? Find(HttpContext context) => context.Items.TryGetValue(Key, out object? caller) ? (Caller?)caller : null;

    internal void Enter(HttpContext context) => context.Items[Key] = this;
}

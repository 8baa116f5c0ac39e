namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Keys whose names say that a secret stands behind them.</summary>
internal static class SecretKeys
{
    private static readonly string[] Words = ["password", "passwd", "secret", "token", "apikey", "accesskey", "credential", "privatekey"];

    /// <summary>By the last part of a path.</summary>
    public static bool IsOne(string path)
    {
        string key = path[(path.LastIndexOf('.') + 1)..].Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return Words.Any(word => key.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Addresses: absolute, of a known scheme, and without a user or a password in them.</summary>
internal static class AddressCheck
{
    public static void Run(string? address, string key, string example, ConfigurationMistakes mistakes, params ReadOnlySpan<string> schemes)
    {
        if (address is null || mistakes.Has(key)) { return; }
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || !schemes.Contains(uri.Scheme) || uri.Host.Length == 0)
        {
            // Not shown where it might hold a password.
            string what = address.Contains('@', StringComparison.Ordinal) ? "something else (not shown)" : $"'{ConfigurationNode.Shortened(address)}'";
            mistakes.Add(key, $"{what} is given; an address such as {example} is expected.", $"Begin it with {string.Join(":// or ", schemes)}://.");
        }
        else if (uri.UserInfo.Length > 0)
        {
            mistakes.Add(key, "the address has a user or a password in it, which every reader of this file could see.", $"Write it without them, as {example}.");
        }
        else if (uri.Port == 0)
        {
            mistakes.Add(key, $"'{ConfigurationNode.Shortened(address)}' is given, and there is no port 0.", $"Name a port from 1 to 65535, as in {example}.");
        }
    }
}

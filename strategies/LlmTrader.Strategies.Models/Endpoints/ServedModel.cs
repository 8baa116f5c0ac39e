namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>Whether the model that says it answered is the one that was asked.</summary>
internal static class ServedModel
{
    /// <summary>
    /// The same name, the name without its publisher (<c>qwen/qwen3-32b</c>), or either with a date (<c>gpt-4o-2024-08-06</c>) or
    /// <c>:latest</c> behind it. <c>gpt-4o-mini</c> is not <c>gpt-4o</c>. A server that names none can't be judged.
    /// </summary>
    public static bool IsAsked(string? served, EndpointOptions options) =>
        string.IsNullOrEmpty(served) || IsSame(served, options.Model) || options.ServedAs.Any(name => IsSame(served, name));

    private static bool IsSame(string served, string asked) =>
        IsNamed(served, asked) || IsNamed(served, asked[(asked.LastIndexOf('/') + 1)..]) || IsNamed(served[(served.LastIndexOf('/') + 1)..], asked);

    private static bool IsNamed(string served, string asked)
    {
        if (asked.Length == 0 || !served.StartsWith(asked, StringComparison.OrdinalIgnoreCase)) { return false; }
        ReadOnlySpan<char> rest = served.AsSpan(asked.Length);
        bool isDate = rest.Length >= 5 && rest[0] == '-' && char.IsAsciiDigit(rest[1]) && rest.TrimStart("-0123456789").IsEmpty;
        return rest.IsEmpty || isDate || rest.Equals(":latest", StringComparison.OrdinalIgnoreCase);
    }
}

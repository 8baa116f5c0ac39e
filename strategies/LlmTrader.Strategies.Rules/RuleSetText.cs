using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Strategies.Rules;

/// <summary>A rule set as a person writes it: <c>name:key=value,key=value</c>. Spaces around the parts do not count.</summary>
internal sealed class RuleSetText
{
    private RuleSetText(string name, Dictionary<string, string> parameters) => (Name, Parameters) = (name, parameters);

    public string Name { get; }

    public IReadOnlyDictionary<string, string> Parameters { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out RuleSetText? parsed, [NotNullWhen(false)] out string? error)
    {
        (parsed, error) = (null, null);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = (colon < 0 ? text : text[..colon]).Trim();
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        string rest = colon < 0 ? "" : text[(colon + 1)..];
        foreach (string part in rest.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) { error = $"'{part}' is not of the form key=value."; return false; }
            string key = part[..equals].TrimEnd();
            if (!parameters.TryAdd(key, part[(equals + 1)..].TrimStart())) { error = $"'{key}' is given twice."; return false; }
        }

        parsed = new RuleSetText(name, parameters);
        return true;
    }
}

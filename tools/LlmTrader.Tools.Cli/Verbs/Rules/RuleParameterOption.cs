using System.Globalization;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary>Reads <c>--param NAME=VALUE</c>.</summary>
internal static class RuleParameterOption
{
    /// <summary>The values by name. Throws <see cref="UsageException"/> for what is not a name and a number, or names one twice.</summary>
    public static Dictionary<string, double> Parse(IReadOnlyList<string> texts)
    {
        Dictionary<string, double> values = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            string[] parts = text.Split('=');
            double value = 0;
            bool isPair = parts.Length == 2 && parts[0].Length > 0
                && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
            if (!isPair) { throw new UsageException($"--param is '{text}'; NAME=NUMBER is expected, such as length=20."); }
            if (!values.TryAdd(parts[0], value)) { throw new UsageException($"--param gives {parts[0]} twice."); }
        }

        return values;
    }
}

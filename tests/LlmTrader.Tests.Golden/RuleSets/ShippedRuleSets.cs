using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using LlmTrader.Engine.Core;
using RuleSetCatalog = LlmTrader.Strategies.Rules.RuleSets;   // This folder's namespace has the same name.

namespace LlmTrader.Tests.Golden.RuleSets;

/// <summary>The documents in <c>strategies/rulesets</c>.</summary>
internal static partial class ShippedRuleSets
{
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder(), "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    /// <summary>A document with the bars that the data has instead of its own.</summary>
    public static string Text(string name, BarSpec bar)
    {
        string text = File.ReadAllText(Path.Combine(Folder(), $"{name}.yaml"));
        Assert.Single(BarLine().Matches(text));
        return BarLine().Replace(text, $"bar: {bar}");
    }

    public static IRuleSet Create(string text, InstrumentTable instruments, IReadOnlyList<BarSpec> bars)
    {
        Assert.True(RuleSetCatalog.TryCreateFromText(text, "shipped", instruments, bars, out IRuleSet? ruleSet, out string? error), error);
        return ruleSet!;
    }

    [GeneratedRegex(@"^bar: \w+", RegexOptions.Multiline)]
    private static partial Regex BarLine();

    private static string Folder([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "strategies", "rulesets"));
}

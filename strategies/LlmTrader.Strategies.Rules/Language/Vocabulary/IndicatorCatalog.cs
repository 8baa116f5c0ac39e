using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>Every indicator that the language knows, by family. A name is never reused for another formula: stored rule sets keep their meaning.</summary>
public static partial class IndicatorCatalog
{
    private static readonly FrozenDictionary<string, IndicatorDefinition> ByName =
        Averages.Concat(Momentum).Concat(Volatility).Concat(Volume).Concat(Trend).Concat(Statistics)
            .ToFrozenDictionary(definition => definition.Name, StringComparer.Ordinal);

    /// <summary>In ordinal order of their names.</summary>
    public static ImmutableArray<IndicatorDefinition> All { get; } = [.. ByName.Values.OrderBy(definition => definition.Name, StringComparer.Ordinal)];

    public static bool TryGet(string name, [NotNullWhen(true)] out IndicatorDefinition? definition) => ByName.TryGetValue(name, out definition);
}

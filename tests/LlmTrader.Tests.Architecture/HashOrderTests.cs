using System.Collections.Concurrent;
using System.Reflection;

namespace LlmTrader.Tests.Architecture;

/// <summary>
/// A hash table's order of iteration must not reach a decision. That can't be seen in metadata, so every hash table of the
/// engine is listed with the reason why its order does not matter; a new one fails here until somebody has thought about it.
/// </summary>
public sealed class HashOrderTests
{
    private static readonly Type[] HashTables =
    [
        typeof(Dictionary<,>), typeof(HashSet<>), typeof(ConcurrentDictionary<,>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(ISet<>), typeof(IReadOnlySet<>),
        typeof(ILookup<,>), typeof(System.Collections.Frozen.FrozenDictionary<,>), typeof(System.Collections.Frozen.FrozenSet<>), typeof(System.Collections.Hashtable),
    ];

    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["PipelineBuilder`1"] = "wiring before the start: membership only.",
        ["InstrumentTable"] = "finds an instrument by its name; iteration goes over the array beside it.",
        ["CurrencyTable"] = "finds a name that is there twice, at the start: membership only.",
        ["EngineOptions"] = "an instrument's market rules by its id; never iterated.",
        ["MarketRulesTable"] = "an instrument's rules by its id, at the start; iterated only to validate.",
        ["AccountOptions"] = "an account's leverage by instrument; iterated only to validate, as below.",
        ["RiskOptions"] = "an instrument's limits by its id; iterated only to validate, where order decides which mistake is named first.",
        ["RequestedTimers"] = "counts timers by key in a replay; handed over and saved in the order of the keys.",
    };

    [Fact]
    public void Every_hash_table_of_the_engine_is_known_and_none_of_the_known_is_gone()
    {
        string[] found = [.. EngineAssemblies.All.SelectMany(Owners).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(Known.Keys.Order(StringComparer.Ordinal), found);
    }

    private static IEnumerable<string> Owners(Assembly assembly) =>
        EngineAssemblies.Values(assembly).Where(value => EngineAssemblies.Parts(value.Type).Any(HashTables.Contains)).Select(value => value.Place.Split('.')[0]);
}

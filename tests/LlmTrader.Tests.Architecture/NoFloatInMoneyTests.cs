using System.Reflection;

namespace LlmTrader.Tests.Architecture;

/// <summary>Prices, quantities and amounts are integers: no double, float, Half or decimal in the engine's state or arithmetic.</summary>
public sealed class NoFloatInMoneyTests
{
    // By type or by member, with the reason. Nothing here is money.
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["DeterministicMath"] = "exp, log and pow for indicators and rules: their results come back through one named rounding.",
        ["HashAccumulator.Fold"] = "folds an indicator's double into the StateHash, bit by bit.",
    };

    private static readonly HashSet<Type> Floating = [typeof(double), typeof(float), typeof(Half), typeof(decimal)];

    [Fact]
    public void No_value_of_the_engine_is_a_floating_or_decimal_number()
    {
        Assembly[] assemblies = [EngineAssemblies.Core, EngineAssemblies.Trading, EngineAssemblies.Runtime];
        string[] found = [.. assemblies.SelectMany(FloatingPlaces).Where(place => !IsAllowed(place)).Distinct()];
        Assert.True(found.Length == 0, "Floating or decimal numbers in the engine:\n" + string.Join('\n', found));
    }

    [Fact]
    public void Nothing_is_allowed_that_does_not_exist()
    {
        string[] places = [.. EngineAssemblies.All.SelectMany(FloatingPlaces)];
        foreach ((string allowed, string reason) in Allowed) { Assert.True(places.Any(place => Covers(allowed, place)), $"'{allowed}' ({reason}) is gone: take it off the list."); }
    }

    [Fact]
    public void The_search_finds_every_kind_of_place()
    {
        string[] places = [.. FloatingPlaces(typeof(NoFloatInMoneyTests).Assembly).Where(place => place.Contains(nameof(Sample), StringComparison.Ordinal))];
        Assert.Equal(["Field", "Generic", "Local", "Parameter", "Property", "Result"], places.Select(place => place.Split('.')[^1]).Distinct().Intersect(["Field", "Property", "Parameter", "Result", "Local", "Generic"]).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> FloatingPlaces(Assembly assembly) =>
        EngineAssemblies.Values(assembly).Where(value => EngineAssemblies.Parts(value.Type).Any(Floating.Contains)).Select(value => value.Place);

    private static bool IsAllowed(string place) => Allowed.Keys.Any(allowed => Covers(allowed, place));

    private static bool Covers(string allowed, string place) => place == allowed || place.StartsWith(allowed + ".", StringComparison.Ordinal);

    private sealed class Sample
    {
        public static readonly double[] Field = [1.5];

        public decimal Property { get; init; }

        public static long Parameter(float price) => (long)price;

        public static double Result() => Field[0];

        public static long Local(long price)
        {
            double doubled = price * 2.0;
            for (int i = 0; i < 3; i++) { doubled += i; }
            return (long)doubled;
        }

        public static int Generic(List<Half> prices) => prices.Count;
    }
}

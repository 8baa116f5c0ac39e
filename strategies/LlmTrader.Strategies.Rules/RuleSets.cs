using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules;

/// <summary>The rule sets that a text can name, e.g. <c>ma-cross:fast=10,slow=30,bar=1m,quantity=1</c>.</summary>
public static class RuleSets
{
    private const string QuantityOf = "quantity.";

    /// <summary>The known names with their parameters and defaults, for help and for errors.</summary>
    public static string Usage =>
        "ma-cross:fast=10,slow=30,bar=SPEC,quantity=DECIMAL,quantity.INSTRUMENT=DECIMAL,short=false "
        + "(bar: one of the engine's, the first when left out; quantity: of all instruments, or by name)";

    /// <summary>The bar specification that a rule set's text names, so that an engine can be made to build it; null when it names none or can't be read.</summary>
    public static BarSpec? BarOf(string spec)
    {
        if (!RuleSetText.TryParse(spec, out RuleSetText? text, out _) || !text.Parameters.TryGetValue("bar", out string? bar)) { return null; }
        try { return BarSpec.Parse(bar); }
        catch (FormatException) { return null; }   // Making the rule set will say what is wrong.
    }

    /// <summary>Makes the rule set that a text describes, or says what is wrong with it and what is known.</summary>
    public static bool TryCreate(
        string spec,
        InstrumentTable instruments,
        IReadOnlyList<BarSpec> barSpecs,
        [NotNullWhen(true)] out IRuleSet? ruleSet,
        [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(barSpecs);
        ruleSet = null;
        if (!RuleSetText.TryParse(spec, out RuleSetText? text, out string? problem)) { return Failed(spec, problem, out error); }
        if (text.Name != "ma-cross") { return Failed(spec, $"'{text.Name}' is not a known rule set.", out error); }

        try
        {
            ruleSet = new MovingAverageCross(MovingAverageCrossFrom(text, barSpecs), instruments, barSpecs);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return Failed(spec, e.Message, out error);
        }

        error = null;
        return true;
    }

    private static MovingAverageCrossOptions MovingAverageCrossFrom(RuleSetText text, IReadOnlyList<BarSpec> barSpecs)
    {
        if (barSpecs.Count == 0) { throw new ArgumentException("The engine builds no bars."); }
        var quantities = new Dictionary<string, string>(StringComparer.Ordinal);
        var options = new MovingAverageCrossOptions { Bar = barSpecs[0], Quantities = quantities };
        foreach ((string key, string value) in text.Parameters)
        {
            switch (key)
            {
                case "fast": options = options with { Fast = Integer(key, value) }; break;
                case "slow": options = options with { Slow = Integer(key, value) }; break;
                case "bar": options = options with { Bar = BarSpec.Parse(value) }; break;
                case "quantity": options = options with { Quantity = value }; break;
                case "short": options = options with { AllowShort = Flag(key, value) }; break;
                case var _ when key.StartsWith(QuantityOf, StringComparison.Ordinal): quantities.Add(key[QuantityOf.Length..], value); break;
                default: throw new ArgumentException($"ma-cross has no parameter '{key}'.");
            }
        }

        return options;
    }

    private static int Integer(string key, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"{key} is '{value}', a whole number is expected.");

    private static bool Flag(string key, string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw new FormatException($"{key} is '{value}', true or false is expected."),
    };

    private static bool Failed(string spec, string problem, out string error)
    {
        error = $"Rule set '{spec}': {problem} Known: {Usage}";
        return false;
    }
}

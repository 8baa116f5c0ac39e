using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules;

/// <summary>Rule sets by name, e.g. <c>ma-cross:fast=10,slow=30,bar=1m,quantity=1</c>, and from the text of a document.</summary>
public static class RuleSets
{
    /// <summary>The name of the set that decides nothing, <see cref="NoRules"/>.</summary>
    public const string None = "none";

    private const string QuantityOf = "quantity.";
    private const string MovingAverageCrossName = "ma-cross";
    private const string JoinBestName = "join-best";

    /// <summary>The known names with their parameters and defaults, for help and for errors.</summary>
    public static string Usage =>
        "ma-cross:fast=10,slow=30,bar=SPEC,quantity=DECIMAL,quantity.INSTRUMENT=DECIMAL,short=false "
        + "(bar: one of the engine's, the first when left out; quantity: of all instruments, or by name); "
        + "join-best:bar=SPEC,every=bar|price,side=both|buy|sell,quantity=DECIMAL,quantity.INSTRUMENT=DECIMAL (limit orders at the best bid and ask, to see what fills); "
        + "none (decides nothing)";

    /// <summary>The bar specification that a rule set's text names, so that an engine can be made to build it; null when it names none or can't be read.</summary>
    public static BarSpec? BarOf(string spec)
    {
        if (!RuleSetText.TryParse(spec, out RuleSetText? text, out _) || !text.Parameters.TryGetValue("bar", out string? bar)) { return null; }
        try { return BarSpec.Parse(bar); }
        catch (FormatException) { return null; }   // Making the rule set will say what is wrong.
    }

    /// <summary>Whether a text names one of these rather than being a document.</summary>
    public static bool IsBuiltIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> trimmed = text.AsSpan().TrimStart();
        return trimmed.StartsWith(MovingAverageCrossName + ":", StringComparison.Ordinal) || trimmed.StartsWith(JoinBestName + ":", StringComparison.Ordinal)
            || trimmed.TrimEnd().SequenceEqual(None);
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
        if (text.Name is not (MovingAverageCrossName or JoinBestName or None)) { return Failed(spec, $"'{text.Name}' is not a known rule set.", out error); }

        try
        {
            ruleSet = text.Name switch
            {
                JoinBestName => new JoinBest(JoinBestFrom(text, barSpecs), instruments, barSpecs),
                MovingAverageCrossName => new MovingAverageCross(MovingAverageCrossFrom(text, barSpecs), instruments, barSpecs),
                _ => text.Parameters.Count == 0 ? new NoRules() : throw new ArgumentException("none has no parameters."),
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return Failed(spec, e.Message, out error);
        }

        error = null;
        return true;
    }

    /// <summary>
    /// The bars that the text of a rule-set document reads, its own first, so that an engine can be made to build them;
    /// empty when the text has mistakes.
    /// </summary>
    public static IReadOnlyList<BarSpec> BarsOfText(string ruleText)
    {
        RuleReading reading = RuleText.Read(ruleText);
        return reading.Program is null ? [] : [.. reading.Program.Streams.Select(stream => stream.Bar).Distinct()];
    }

    /// <summary>Makes the rule set that a document in YAML or JSON describes, or says what is wrong with it, each mistake with its line.</summary>
    /// <param name="ruleText">The document.</param>
    /// <param name="fileName">For the messages.</param>
    /// <param name="instruments">All of the engine's.</param>
    /// <param name="barSpecs">The bars that the engine builds; <see cref="BarsOfText"/> names those that are needed.</param>
    /// <param name="ruleSet">Of a valid document.</param>
    /// <param name="error">Of any other.</param>
    /// <param name="backEnd">Interpreted for whoever wants to look into it; it decides the same.</param>
    public static bool TryCreateFromText(
        string ruleText,
        string fileName,
        InstrumentTable instruments,
        IReadOnlyList<BarSpec> barSpecs,
        [NotNullWhen(true)] out IRuleSet? ruleSet,
        [NotNullWhen(false)] out string? error,
        RuleBackEnd backEnd = RuleBackEnd.Compiled)
    {
        ArgumentNullException.ThrowIfNull(ruleText);
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(barSpecs);
        (ruleSet, error) = (null, null);
        RuleReading reading = RuleText.Read(ruleText, fileName);
        if (reading.Document is null || reading.Program is null)
        {
            error = string.Join('\n', reading.Diagnostics.Where(diagnostic => diagnostic.Severity == RuleSeverity.Error));
            return false;
        }

        try
        {
            ruleSet = new DocumentRuleSet(reading.Document, reading.Program, instruments, barSpecs, backEnd);
        }
        catch (ArgumentException e)
        {
            error = $"{fileName}: {e.Message}";
            return false;
        }

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

    private static JoinBestOptions JoinBestFrom(RuleSetText text, IReadOnlyList<BarSpec> barSpecs)
    {
        if (barSpecs.Count == 0) { throw new ArgumentException("The engine builds no bars."); }
        var quantities = new Dictionary<string, string>(StringComparer.Ordinal);
        var options = new JoinBestOptions { Bar = barSpecs[0], Quantities = quantities };
        foreach ((string key, string value) in text.Parameters)
        {
            switch (key)
            {
                case "bar": options = options with { Bar = BarSpec.Parse(value) }; break;
                case "every": options = options with { Every = value }; break;
                case "side": options = options with { Side = value }; break;
                case "quantity": options = options with { Quantity = value }; break;
                case var _ when key.StartsWith(QuantityOf, StringComparison.Ordinal): quantities.Add(key[QuantityOf.Length..], value); break;
                default: throw new ArgumentException($"join-best has no parameter '{key}'.");
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

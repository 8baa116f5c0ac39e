using System.Collections.Immutable;
using System.Globalization;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Actor.Documents;

/// <summary>
/// All words that an answer may be made of. Those of the rule language are taken from the language itself, so that there is no second list
/// to keep; an answer has no free text at all.
/// </summary>
public sealed record ProposalVocabulary
{
    private const int MaxSeries = 24;

    /// <summary>Full names of the candidates; an answer selects some of them.</summary>
    public required ImmutableArray<string> Symbols { get; init; }

    /// <summary>Lengths of bars, such as <c>1h</c>.</summary>
    public required ImmutableArray<string> Bars { get; init; }

    /// <summary>What an answer calls the series that it defines.</summary>
    public static ImmutableArray<string> Series { get; } = [.. Enumerable.Range(1, MaxSeries).Select(i => string.Create(CultureInfo.InvariantCulture, $"s{i}"))];

    public static ImmutableArray<string> Indicators { get; } = [.. IndicatorCatalog.All.Select(one => one.Name)];

    /// <summary>Outputs of all indicators; which of them has which is checked when the answer is read.</summary>
    public static ImmutableArray<string> Outputs { get; } = [.. IndicatorCatalog.All.SelectMany(one => one.Outputs).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What an indicator may be computed of.</summary>
    public static ImmutableArray<string> Fields { get; } = [.. RuleVocabulary.Fields.Select(word => word.Name)];

    /// <summary>What a condition may look at besides series and numbers.</summary>
    public static ImmutableArray<string> Words { get; } = [.. RuleVocabulary.Fields.Concat(RuleVocabulary.Variables).Concat(RuleVocabulary.Constants).Select(word => word.Name)];

    /// <summary>What stands between the two sides of a condition.</summary>
    public static ImmutableArray<RuleWord> Infix { get; } = [.. RuleVocabulary.Operators.Where(word => IsCondition($"close {word.Name} open"))];

    /// <summary>What makes a condition of two sides as a function of them.</summary>
    public static ImmutableArray<RuleWord> Prefix { get; } = [.. RuleVocabulary.Functions.Where(word => IsCondition($"{word.Name}(close, open)") || IsCondition($"{word.Name}(close, 3)"))];

    /// <summary>Everything that makes a condition.</summary>
    public static ImmutableArray<string> Operators { get; } = [.. Infix.Concat(Prefix).Select(word => word.Name)];

    // The language says what a condition is, not this file.
    private static bool IsCondition(string text) => RuleText.Read($"name: probe\nbar: 1h\nentry_long: {text}\nexit_long: false\nsizing: {{quantity: 1}}\n") is { IsValid: true };
}

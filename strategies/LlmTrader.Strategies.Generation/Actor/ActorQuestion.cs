using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Actor.Documents;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Actor;

/// <summary>What the prompt is filled with: facts and the vocabulary, and nothing that anybody wrote as prose.</summary>
internal static class ActorQuestion
{
    private static readonly JsonSerializerOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ProposalVocabulary VocabularyOf(ProposalRequest request, ActorOptions options)
    {
        string[] symbols = [.. CandidateUniverse.Of(request, options.UniverseLimit).Take(ActorOptions.MostSymbols)];
        IEnumerable<string> bars = request.Observation.Universe.Where(one => symbols.Contains(one.Facts.Name)).SelectMany(one => one.Horizons).Select(horizon => horizon.Bar).Distinct(StringComparer.Ordinal);
        return new ProposalVocabulary { Symbols = [.. symbols], Bars = [.. bars.OrderBy(bar => BarSpec.Parse(bar).Step).ThenBy(bar => bar, StringComparer.Ordinal)] };
    }

    public static IReadOnlyDictionary<string, string> Variables(ProposalRequest request, ProposalVocabulary vocabulary, StaticLimits limits) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // Reasons of earlier decisions may quote whatever a server said.
        ["observation"] = CanonicalObservation.Text(request.Observation with { Decisions = [.. request.Observation.Decisions.Select(one => (one.Decision with { Reason = "" }, one.Age))] }),
        ["symbols"] = string.Join(", ", vocabulary.Symbols),
        ["bars"] = string.Join(", ", vocabulary.Bars),
        ["indicators"] = string.Join("\n", IndicatorCatalog.All.Select(one => $"{one.Signature}: {one.Summary}; outputs {string.Join(", ", one.Outputs)}")),
        ["words"] = Explain(RuleVocabulary.Fields.Concat(RuleVocabulary.Variables).Concat(RuleVocabulary.Constants)),
        ["operators"] = Explain(ProposalVocabulary.Infix.Concat(ProposalVocabulary.Prefix)),
        ["limits"] = Limits(limits),
        ["revision"] = request.Revision is { } revision ? JsonSerializer.Serialize(new { round = revision.Round, rules = revision.Source, codes = revision.Codes }, Plainly) : "",
    };

    /// <summary>A model's name as it may stand in a journal and before a person.</summary>
    public static string Plain(string? model) =>
        model is { Length: > 0 and <= 96 } && model.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/' or '@') ? model : "unnamed";

    private static string Explain(IEnumerable<RuleWord> words) => string.Join("\n", words.Select(word => $"{word.Usage}: {word.Summary}"));

    private static string Limits(StaticLimits limits)
    {
        List<string> lines = [string.Create(CultureInfo.InvariantCulture, $"at most {limits.MaxInstruments} symbols, {limits.MaxEntries} entries into a position, {limits.MaxWarmUpBars} bars of warm-up")];
        if (limits.Indicators is { } indicators) { lines.Add($"indicators: {string.Join(", ", indicators.Order(StringComparer.Ordinal))}"); }
        if (limits.Sizing is { } sizing) { lines.Add($"sizing: {string.Join(", ", sizing.Order())}"); }
        if (!limits.MayShort) { lines.Add("no short positions"); }
        return string.Join("\n", lines);
    }
}

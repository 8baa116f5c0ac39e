using System.Text.Json;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Actor.Documents;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Structured;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Actor;

/// <summary>
/// Asks a model for rules. What it answers is data: a document of known words, made into the rule language's canonical text here, read and
/// compiled. Where the model has no proposal, or is not to be asked, somebody else may have one.
/// </summary>
public sealed class ModelProposer : IProposer
{
    /// <summary>Of the prompt that it asks with.</summary>
    public const string PromptId = "actor";

    private readonly AskModel _ask;
    private readonly IProposer? _fallback;
    private readonly StaticLimits _limits;
    private readonly ActorOptions _options;

    /// <param name="ask">Asks the model.</param>
    /// <param name="fallback">Proposes when the model does not; null is nobody.</param>
    /// <param name="limits">What is granted: an answer beyond it is sent back.</param>
    /// <param name="options">How to ask.</param>
    public ModelProposer(AskModel ask, IProposer? fallback, StaticLimits limits, ActorOptions options)
    {
        ArgumentNullException.ThrowIfNull(ask);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(options);
        (_ask, _fallback, _limits, _options) = (ask, fallback, limits, options);
    }

    /// <inheritdoc/>
    public string Name => "actor";

    /// <inheritdoc/>
    public string Version => "1";

    /// <inheritdoc/>
    public async Task<Proposal> ProposeAsync(ProposalRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        (Proposal? proposal, string? reason) = await AskAsync(request, cancel).ConfigureAwait(false);
        if (proposal is not null) { return proposal; }
        string why = $"No model proposed: {reason!.TrimEnd('.')}.";
        if (_fallback is null) { return new Proposal { Candidate = null, Reason = why }; }
        Proposal other = await _fallback.ProposeAsync(request, cancel).ConfigureAwait(false);
        return other with { Reason = $"{why} {other.Reason}" };
    }

    private async Task<(Proposal? Proposal, string? Reason)> AskAsync(ProposalRequest request, CancellationToken cancel)
    {
        ProposalVocabulary vocabulary = ActorQuestion.VocabularyOf(request, _options);
        if (WhyNot(request, vocabulary) is { } silence) { return (null, silence); }
        RuleReading? rules = null;
        StructuredAnswer reply = await _ask(
            new StructuredQuestion
            {
                Decision = request.Decision,
                Role = ModelRole.Actor,
                PromptId = PromptId,
                Variables = ActorQuestion.Variables(request, vocabulary, _limits),
                Schema = ProposalSchema.Of(vocabulary),
                Validate = answer => Read(answer, vocabulary, request, out rules),
                Seed = (long)(request.Seed >> 1),
            },
            cancel).ConfigureAwait(false);
        if (reply.Document is null || rules?.Document is not { } document) { return (null, reply.Reason ?? "its answer is no rule set."); }
        (IReadOnlyList<TrialReturns>? trials, string? failure) = EarlierTrials.Of(document, request, _options, cancel);
        if (trials is null) { return (null, $"its rules can't be run: {failure}"); }
        Proposal proposal = new()
        {
            Trials = trials,
            IsRevisable = true,
            Reason = request.Revision is { } revision ? $"A model changed what was sent back for {string.Join(", ", revision.Codes)}." : "A model wrote it.",
            Candidate = new Candidate
            {
                Source = RuleText.Format(document),
                Hash = RuleText.Id(document),
                Document = document,
                Proposer = Name,
                ProposerVersion = ActorQuestion.Plain(reply.Model),
                ObservationHash = CanonicalObservation.Hash(request.Observation),
            },
        };
        return (proposal, null);
    }

    // What costs money is asked where something can come of it.
    private string? WhyNot(ProposalRequest request, ProposalVocabulary vocabulary)
    {
        if (vocabulary.Symbols.IsEmpty) { return "no instrument of the universe is in the history."; }
        if (vocabulary.Bars.IsEmpty) { return "no bars were observed."; }
        if (request.Revision is not null) { return null; }    // Of the same market, and asked for.
        IEnumerable<ObservedInstrument> candidates = request.Observation.Universe.Where(one => vocabulary.Symbols.Contains(one.Facts.Name));
        if (candidates.All(one => one.Facts.Status is not ("continuous" or "auction"))) { return "the market is closed, and none was asked."; }
        return _options.LastAsked(request.Decision) == MarketFingerprint.Of(request.Observation) ? "nothing has changed since one was asked last, and none was asked." : null;
    }

    private string? Read(JsonElement answer, ProposalVocabulary vocabulary, ProposalRequest request, out RuleReading? rules)
    {
        (rules, string? problem) = ProposalReader.Read(answer, vocabulary);
        if (rules is not { Document: { } document, Program: { } program }) { return problem; }
        string[] violations = [.. _limits.Check(document, program).Select(one => $"{one.Field}: {one.Text}")];
        string hash = RuleText.Id(document);
        problem = violations.Length > 0 ? string.Join("\n", violations)
            : request.Spent.Contains(hash) ? "these rules were in the engine before: others are asked for"
            : request.Revision is { } revision && RuleText.Format(document) == revision.Source ? "nothing was changed: these are the rules that were sent back"
            : null;
        if (problem is not null) { rules = null; }
        return problem;
    }
}

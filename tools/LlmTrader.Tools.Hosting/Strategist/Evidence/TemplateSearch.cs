using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>
/// Proposes the best that a seeded search over one template's parameters finds in sample. Every parameter set is on record as a trial before
/// it is run. The same seed on the same history proposes the same.
/// </summary>
internal sealed class TemplateSearch : IProposals
{
    public const string Version = "1";

    private readonly ProposerConfiguration _settings;
    private readonly IReadOnlyList<RuleDocument> _templates;
    private readonly Func<string, CancellationToken, IMarketHistory> _history;
    private readonly AcceptanceThresholds _thresholds;
    private readonly ITrialLedger _trials;
    private readonly Func<string, bool> _isSpent;
    private (string Decision, IReadOnlyList<TrialReturns> Trials) _last = ("", []);

    /// <param name="settings">How it searches.</param>
    /// <param name="templates">At least one, each with something to vary.</param>
    /// <param name="history">Of a decision.</param>
    /// <param name="thresholds">How the history is divided.</param>
    /// <param name="trials">Counts what was tried.</param>
    /// <param name="isSpent">Whether a candidate of that hash was in the engine before, and is not proposed again.</param>
    public TemplateSearch(
        ProposerConfiguration settings, IReadOnlyList<RuleDocument> templates, Func<string, CancellationToken, IMarketHistory> history, AcceptanceThresholds thresholds, ITrialLedger trials, Func<string, bool> isSpent) =>
        (_settings, _templates, _history, _thresholds, _trials, _isSpent) = (settings, templates, history, thresholds, trials, isSpent);

    /// <summary>What a template that names no instruments trades.</summary>
    public required Func<string, CancellationToken, ImmutableArray<string>> Universe { get; init; }

    /// <summary>Threads that run trials.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    public Proposal? Propose(string decision, string observationHash, ulong seed, CancellationToken cancel)
    {
        if (_templates.Count == 0) { return null; }
        Xoshiro256StarStar random = new(seed);
        RuleDocument template = _templates[random.Below(_templates.Count)];
        if (template.Universe.IsEmpty) { template = template with { Universe = Universe(decision, cancel) }; }
        ParameterSpace space = ParameterSpace.Of(template);
        IMarketHistory history = _history(decision, cancel);
        HistoryWindow window = HistoryDivision.Of(history.Span, _thresholds).InSample;
        DataWindow data = DataWindow.Of(history, window);
        ConcurrentDictionary<SearchPoint, (RuleDocument Rules, string Text, string Hash, BacktestOutcome Outcome)> runs = new();
        SearchRunner runner = new(MethodOf(space, seed), (point, stop) =>
        {
            RuleDocument rules = template.WithParameters(space.ValuesAt(point));
            if (RuleCompiler.Compile(rules) is { IsValid: false } reading) { return new TrialResult { Failure = reading.Diagnostics[0].Message }; }
            string text = RuleText.Format(rules), hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            _trials.Begin(data, hash);
            BacktestOutcome outcome = history.Run(rules, window, BacktestCosts.Configured, stop);
            runs[point] = (rules, text, hash, outcome);
            return TrialResult.Of(outcome, SearchObjective.Sharpe, minimumTrades: 1);
        })
        { Threads = Threads };
        IReadOnlyList<SearchTrial> trials = runner.Run(_settings.Trials, [], cancel);
        _last = (decision, [.. trials.Where(trial => runs.ContainsKey(trial.Point) && runs[trial.Point].Outcome.Failure is null).Select(trial => new TrialReturns(runs[trial.Point].Hash, runs[trial.Point].Outcome.Returns))]);
        SearchTrial? best = trials.Where(trial => trial.Result.Score is not null && !_isSpent(runs[trial.Point].Hash)).MaxBy(trial => trial.Result.Score);
        return best is null ? null : new Proposal
        {
            Source = runs[best.Point].Text,
            Proposer = $"local/{_settings.Method.ToString().ToLowerInvariant()}",
            ProposerVersion = Version,
            Template = template.Name,
            Parameters = space.ValuesAt(best.Point),
        };
    }

    /// <summary>What a decision's proposal was chosen among. After a restart the search is done again, which counts no trial twice.</summary>
    /// <exception cref="InvalidOperationException">It does not come to the same candidate: the history has grown since.</exception>
    public IReadOnlyList<TrialReturns> TrialsOf(string decision, string candidateHash, string observationHash, ulong seed, CancellationToken cancel)
    {
        if (_last.Decision != decision) { Propose(decision, observationHash, seed, cancel); }
        return _last.Trials.Any(trial => trial.CandidateHash == candidateHash) ? _last.Trials
            : throw new InvalidOperationException("What the candidate was chosen among was lost with a restart, and the search does not come to it again.");
    }

    private ISearchMethod MethodOf(ParameterSpace space, ulong seed) => _settings.Method switch
    {
        SearchMethod.Grid => new GridSearch(space, _settings.Trials),
        SearchMethod.Random => new RandomSearch(space, seed),
        _ => new TpeSearch(space, seed),
    };
}

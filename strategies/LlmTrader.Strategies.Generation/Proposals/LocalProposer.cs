using System.Collections.Concurrent;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Proposals;

/// <summary>
/// Searches the parameters of rule templates over the candidates' universe, and proposes the best of all that it tried in sample. Needs no
/// model, key or network, and gives the same proposal for the same history, universe and seed, on however many threads.
/// </summary>
public sealed class LocalProposer : IProposer
{
    private readonly IReadOnlyList<(RuleTemplate Template, ParameterSpace? Space, int Trials)> _plan;
    private readonly LocalProposerOptions _options;

    /// <param name="templates">At least one; of one name only one.</param>
    /// <param name="options">How to search.</param>
    /// <exception cref="ArgumentException">An option is out of range, a name stands twice, or the grids have more points than may be tried.</exception>
    public LocalProposer(IReadOnlyList<RuleTemplate> templates, LocalProposerOptions options)
    {
        ArgumentNullException.ThrowIfNull(templates);
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Validated();
        if (templates.Count == 0) { throw new ArgumentException("There is no template to search over."); }
        if (templates.GroupBy(one => one.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice) { throw new ArgumentException($"Two templates are named '{twice.Key}'."); }
        if (options.Trials < templates.Count) { throw new ArgumentException($"{options.Trials} trials are not one for each of {templates.Count} templates."); }
        _plan = [.. Plan([.. templates.OrderBy(one => one.Name, StringComparer.Ordinal)], options)];
    }

    /// <inheritdoc/>
    public string Name => $"local/{_options.Method.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    public string Version => "1";

    /// <inheritdoc/>
    public Task<Proposal> ProposeAsync(ProposalRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.Run(() => Propose(request, cancel), cancel);
    }

    private Proposal Propose(ProposalRequest request, CancellationToken cancel)
    {
        string[] universe = CandidateUniverse.Of(request, _options.UniverseLimit);
        if (universe.Length == 0) { return new Proposal { Candidate = null, Reason = "No instrument of the universe is in the history." }; }
        ulong seed = request.Seed;
        List<TrialReturns> tried = [];
        (RuleDocument Document, RuleTemplate Template, IReadOnlyDictionary<string, double> Parameters, double Score)? best = null;
        foreach ((RuleTemplate template, ParameterSpace? space, int trials) in _plan)
        {
            ConcurrentDictionary<SearchPoint, (RuleDocument Document, BacktestOutcome Outcome)> runs = new();
            SearchRunner runner = new(Method(space, trials, Xoshiro256StarStar.SplitMix64(ref seed)), (point, token) =>
            {
                if (template.Fix(ValuesAt(space, point), universe) is not { } rules) { return new TrialResult { Failure = "its parameters don't go together" }; }
                BacktestOutcome outcome = request.History.Run(rules, request.History.Span, BacktestCosts.Configured, token);
                runs[point] = (rules, outcome);
                return TrialResult.Of(outcome, _options.Objective, _options.MinimumTrades);
            })
            { Threads = _options.Threads };
            foreach (SearchTrial trial in runner.Run(trials, [], cancel))
            {
                if (!runs.TryGetValue(trial.Point, out (RuleDocument Document, BacktestOutcome Outcome) run) || run.Outcome.Failure is not null) { continue; }
                string hash = RuleText.Id(run.Document);
                tried.Add(new TrialReturns(hash, run.Outcome.Returns));
                if (trial.Result.Score is { } score && !(score <= best?.Score) && !request.Spent.Contains(hash)) { best = (run.Document, template, ValuesAt(space, trial.Point), score); }
            }
        }

        if (best is not { } chosen) { return new Proposal { Candidate = null, Trials = tried, Reason = string.Create(CultureInfo.InvariantCulture, $"None of {tried.Count} trials is new and made {_options.MinimumTrades} round trips with a {_options.Objective} that is defined; where the history is short, more of it gives them the time.") }; }
        return new Proposal
        {
            Trials = tried,
            Reason = string.Create(CultureInfo.InvariantCulture, $"The best {_options.Objective} in sample of {tried.Count} trials, {chosen.Score:G4}, by template {chosen.Template.Name}."),
            Candidate = new Candidate
            {
                Source = RuleText.Format(chosen.Document),
                Hash = RuleText.Id(chosen.Document),
                Document = chosen.Document,
                Proposer = Name,
                ProposerVersion = Version,
                Template = chosen.Template.Name,
                Parameters = chosen.Parameters,
                ObservationHash = CanonicalObservation.Hash(request.Observation),
            },
        };
    }

    private ISearchMethod Method(ParameterSpace? space, int trials, ulong seed) => space is null ? new OnlyPoint() : _options.Method switch
    {
        ProposalMethod.Grid => new GridSearch(space, trials),
        ProposalMethod.Random => new RandomSearch(space, seed),
        _ => new TpeSearch(space, seed),
    };

    private static IReadOnlyDictionary<string, double> ValuesAt(ParameterSpace? space, SearchPoint point) => space?.ValuesAt(point) ?? new Dictionary<string, double>();

    private static IEnumerable<(RuleTemplate, ParameterSpace?, int)> Plan(RuleTemplate[] templates, LocalProposerOptions options)
    {
        ParameterSpace?[] spaces = [.. templates.Select(one => one.Document.Parameters.Any(parameter => parameter.Maximum > parameter.Minimum) ? ParameterSpace.Of(one.Document) : null)];
        Int128 points = spaces.Aggregate((Int128)0, (sum, space) => sum + (space?.Size ?? 1));
        if (options.Method == ProposalMethod.Grid && points > options.Trials)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The grids of the templates have {points:N0} points, at most {options.Trials:N0} are to be tried: search at random or with tpe, name fewer templates, or allow more."));
        }

        int share = options.Trials / templates.Length;
        return templates.Select((one, i) => (one, spaces[i], options.Method == ProposalMethod.Grid ? (int)(spaces[i]?.Size ?? 1) : (int)Math.Min(share, spaces[i]?.Size ?? 1)));
    }

    // A template without ranges is tried as it is.
    private sealed class OnlyPoint : ISearchMethod
    {
        public string Name => "only";

        public IReadOnlyList<SearchPoint> Next(IReadOnlyList<ScoredPoint> done, int most) => done.Count == 0 ? [new SearchPoint([])] : [];
    }
}

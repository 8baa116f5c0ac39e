using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Property.RuleExecution;

namespace LlmTrader.Tests.Property.Acceptance;

/// <summary>The local search over shipped templates on daily bars: Parzen estimators, and the best Sharpe ratio in sample of all templates wins.</summary>
internal static class TemplateSearch
{
    /// <param name="history">What the search is given.</param>
    /// <param name="templates">Names of shipped rule sets.</param>
    /// <param name="trials">Of each template.</param>
    /// <param name="seed">Any.</param>
    public static AcceptanceRequest Best(IMarketHistory history, IReadOnlyList<string> templates, int trials, ulong seed)
    {
        List<TrialReturns> tried = [];
        RuleDocument? winner = null;
        double best = double.NegativeInfinity;
        foreach (string name in templates)
        {
            RuleDocument template = ShippedRuleSets.Read(name).Document! with { Bar = BarSpec.Parse("1d") };
            ParameterSpace space = ParameterSpace.Of(template);
            RuleDocument At(SearchPoint point) => template.WithParameters(space.ValuesAt(point));
            SearchRunner runner = new(new TpeSearch(space, seed), (point, cancel) =>
            {
                RuleDocument rules = At(point);
                BacktestOutcome outcome = history.Run(rules, history.Span, BacktestCosts.Configured, cancel);
                if (outcome.Failure is null) { tried.Add(new(RuleText.Id(rules), outcome.Returns)); }
                return TrialResult.Of(outcome, SearchObjective.Sharpe, minimumTrades: 10);
            }) { Threads = 1 };
            foreach (SearchTrial trial in runner.Run(trials, []))
            {
                if (trial.Result.Score > best) { (best, winner) = (trial.Result.Score.Value, At(trial.Point)); }
            }
        }

        return new()
        {
            Candidate = new()
            {
                Source = RuleText.Format(winner!),
                Hash = RuleText.Id(winner!),
                Document = winner!,
                Proposer = "local/tpe",
                ProposerVersion = "1",
                Template = winner!.Name,
                ObservationHash = "",
            },
            Trials = tried,
            Seed = seed,
        };
    }
}

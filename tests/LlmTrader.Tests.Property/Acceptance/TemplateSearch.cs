using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Generation.Statistics;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Property.RuleExecution;

namespace LlmTrader.Tests.Property.Acceptance;

/// <summary>A random search as plain as can be over shipped templates on daily bars: the best Sharpe ratio in sample wins.</summary>
internal static class TemplateSearch
{
    public static AcceptanceRequest Best(IMarketHistory history, IReadOnlyList<string> names, int trials, ulong seed)
    {
        RuleDocument[] templates = [.. names.Select(name => ShippedRuleSets.Read(name).Document! with { Bar = BarSpec.Parse("1d") })];
        Xoshiro256StarStar random = new(seed);
        List<TrialReturns> tried = [];
        (double Ratio, RuleDocument Rules)? best = null;
        for (int trial = 0; trial < trials; trial++)
        {
            RuleDocument template = templates[trial % templates.Length];
            Dictionary<string, double> values = [];
            foreach (RuleParameter one in template.Parameters)
            {
                values[one.Name] = one.Minimum + (one.Step * random.Below((int)Math.Round((one.Maximum - one.Minimum) / one.Step) + 1));
            }

            RuleDocument rules = template.WithParameters(values);
            BacktestOutcome outcome = history.Run(rules, history.Span, BacktestCosts.Configured);
            if (outcome.Failure is not null) { continue; }
            tried.Add(new(RuleText.Id(rules), outcome.Returns));
            double ratio = SharpeSample.Of([.. outcome.Returns]).Ratio;
            if (best is null || ratio > best.Value.Ratio) { best = (ratio, rules); }
        }

        RuleDocument winner = best!.Value.Rules;
        return new()
        {
            Candidate = new()
            {
                Source = RuleText.Format(winner),
                Hash = RuleText.Id(winner),
                Document = winner,
                Proposer = "test/random",
                ProposerVersion = "1",
                Template = winner.Name,
                ObservationHash = "",
            },
            Trials = tried,
            Seed = seed,
        };
    }
}

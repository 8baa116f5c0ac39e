using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>The risk rules that hold when nobody says otherwise: daily loss, drawdown, position ratio.</summary>
internal static class DefaultRiskRules
{
    /// <summary>Ids of the rules that come of shares and not of the list.</summary>
    public const int FirstId = 10_001;

    /// <summary>The configured rules, then one for each share that is on and of whose kind no rule is configured; null for none at all.</summary>
    public static IReadOnlyList<RiskRuleConfiguration>? With(EngineConfiguration configuration, InstrumentTable instruments)
    {
        RiskConfiguration risk = configuration.Risk;
        List<RiskRuleConfiguration> rules = [.. risk.Rules];
        int id = FirstId;
        if (Applies(risk, RiskRuleKind.DailyLoss, risk.DailyLoss) is { } loss)
        {
            foreach (AccountConfiguration account in configuration.Accounts)
            {
                if (LossOf(account, loss, instruments) is not { } amount) { continue; }
                rules.Add(new RiskRuleConfiguration { Id = id++, Kind = RiskRuleKind.DailyLoss, Target = account.Name, Limit = amount, Action = RiskAction.Reduce });
            }
        }

        if (Applies(risk, RiskRuleKind.Drawdown, risk.Drawdown) is { } drawdown)
        {
            rules.Add(new RiskRuleConfiguration { Id = id++, Kind = RiskRuleKind.Drawdown, Limit = drawdown.ToString(), Action = RiskAction.HaltAll });
        }

        if (Applies(risk, RiskRuleKind.PositionRatio, risk.PositionRatio) is { } position)
        {
            rules.Add(new RiskRuleConfiguration { Id = id, Kind = RiskRuleKind.PositionRatio, Limit = position.ToString() });
        }

        return rules.Count == 0 ? null : rules;
    }

    private static Ratio? Applies(RiskConfiguration risk, RiskRuleKind kind, Ratio? share) => risk.Rules.Any(rule => rule.Kind == kind) ? null : share;

    // A rule's amount goes over each quote currency by itself, so a share of the cash is an amount only where one currency counts.
    private static string? LossOf(AccountConfiguration account, Ratio share, InstrumentTable instruments)
    {
        string[] quotes = [.. instruments.All.ToArray().Select(instrument => instrument.Quote.ToString()).Distinct()];
        string? currency = account.Cash.Count == 1 ? account.Cash.Keys.Single() : quotes is [var only] ? only : null;
        if (currency is null)
        {
            throw new ConfigurationException([new ConfigurationMistake(
                ConfigurationOrigin.Default, "risk.daily_loss",
                $"account '{account.Name}' has cash in {account.Cash.Count} currencies and the instruments are priced in {string.Join(", ", quotes)}: a share of the cash is no amount of one of them.",
                "Write 'daily_loss: off' and a rule of kind daily_loss with an amount into risk.rules.")]);
        }

        long loss = account.Cash.TryGetValue(currency, out string? cash) ? share.Of(FixedPoint.Parse(cash, Money.Scale)) : 0;
        return loss <= 0 ? null : FixedPoint.Format(loss, Money.Scale);
    }
}

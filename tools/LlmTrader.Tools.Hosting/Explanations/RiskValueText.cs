using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Explanations;

/// <summary>A risk rule's value in the unit of its kind, for people.</summary>
internal static class RiskValueText
{
    /// <summary>Of the rule or the limit that a verdict is of; default when it is no rule's.</summary>
    public static RiskRuleKind KindOf(in RiskVerdict verdict, IReadOnlyList<RiskRule> rules)
    {
        int id = verdict.RuleId;
        return id < 0 ? (RiskRuleKind)(-id) : rules.FirstOrDefault(rule => rule.Id == id)?.Kind ?? default;
    }

    public static string Of(RiskRuleKind kind, long value, Instrument instrument) => kind switch
    {
        RiskRuleKind.OrderQuantity or RiskRuleKind.Position or RiskRuleKind.SellableQuantity => FixedPoint.Format(value, instrument.QuantityScale),
        RiskRuleKind.OrderNotional or RiskRuleKind.AvailableFunds or RiskRuleKind.GrossExposure or RiskRuleKind.NetExposure or RiskRuleKind.TradeLoss or RiskRuleKind.DailyLoss =>
            $"{FixedPoint.Format(value, Money.Scale)} {instrument.Quote}",
        RiskRuleKind.PriceCollar or RiskRuleKind.PriceBand or RiskRuleKind.PositionRatio or RiskRuleKind.Leverage or RiskRuleKind.Concentration or RiskRuleKind.Drawdown or RiskRuleKind.SpreadTooWide =>
            FixedPoint.Format(value, 2) + " %",
        RiskRuleKind.StaleMarketData or RiskRuleKind.DuplicateOrder => FixedPoint.Format(value, 9) + " s",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}

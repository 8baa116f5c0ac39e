using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What is fixed for each kind of rule.</summary>
internal static class RiskRuleTraits
{
    public static RejectReason ReasonOf(RiskRuleKind kind) => kind switch
    {
        RiskRuleKind.OrderQuantity => RejectReason.OrderQuantityLimit,
        RiskRuleKind.OrderNotional => RejectReason.OrderNotionalLimit,
        RiskRuleKind.PriceCollar => RejectReason.PriceCollar,
        RiskRuleKind.PriceBand => RejectReason.PriceBand,
        RiskRuleKind.LotAndTick => RejectReason.InvalidQuantity,
        RiskRuleKind.Position => RejectReason.PositionLimit,
        RiskRuleKind.AvailableFunds => RejectReason.InsufficientCash,
        RiskRuleKind.SellableQuantity => RejectReason.SellableQuantity,
        RiskRuleKind.GrossExposure => RejectReason.GrossExposure,
        RiskRuleKind.NetExposure => RejectReason.NetExposure,
        RiskRuleKind.PositionRatio => RejectReason.PositionRatio,
        RiskRuleKind.Leverage => RejectReason.Leverage,
        RiskRuleKind.Concentration => RejectReason.Concentration,
        RiskRuleKind.OpenOrders => RejectReason.OpenOrderLimit,
        RiskRuleKind.OrderRate => RejectReason.OrderRateLimit,
        RiskRuleKind.DailyOrders => RejectReason.DailyOrderLimit,
        RiskRuleKind.TradeLoss => RejectReason.TradeLoss,
        RiskRuleKind.DailyLoss => RejectReason.DailyLoss,
        RiskRuleKind.Drawdown => RejectReason.Drawdown,
        RiskRuleKind.ConsecutiveLosses => RejectReason.ConsecutiveLosses,
        RiskRuleKind.StaleMarketData => RejectReason.StaleMarketData,
        RiskRuleKind.SpreadTooWide => RejectReason.SpreadTooWide,
        RiskRuleKind.Session => RejectReason.SessionClosed,
        RiskRuleKind.Restricted => RejectReason.RestrictedInstrument,
        RiskRuleKind.DuplicateOrder => RejectReason.DuplicateOrder,
        RiskRuleKind.Condition => RejectReason.Condition,
        _ => RejectReason.None,
    };

    public static bool IsKnown(RiskRuleKind kind) => ReasonOf(kind) != RejectReason.None;

    /// <summary>What a market, a clock or a fill can break without an order.</summary>
    public static bool IsWatched(RiskRuleKind kind) => kind is RiskRuleKind.AvailableFunds or RiskRuleKind.GrossExposure or RiskRuleKind.NetExposure
        or RiskRuleKind.PositionRatio or RiskRuleKind.Leverage or RiskRuleKind.Concentration or RiskRuleKind.DailyLoss or RiskRuleKind.Drawdown
        or RiskRuleKind.StaleMarketData or RiskRuleKind.SpreadTooWide or RiskRuleKind.Session or RiskRuleKind.Condition;

    /// <summary>Whether a rule looks at what a holder has, so that it must be kept count of.</summary>
    public static bool NeedsPortfolio(RiskRule rule) => rule.Kind switch
    {
        RiskRuleKind.Position or RiskRuleKind.SellableQuantity => rule.Scope == RiskRuleScope.Strategy,   // Of an account the ledger knows.
        RiskRuleKind.AvailableFunds => rule.Action > RiskAction.Reject,                                 // Watched while something is held.
        RiskRuleKind.OrderQuantity or RiskRuleKind.OrderNotional or RiskRuleKind.PriceCollar or RiskRuleKind.PriceBand or RiskRuleKind.LotAndTick
            or RiskRuleKind.OpenOrders or RiskRuleKind.OrderRate or RiskRuleKind.DailyOrders or RiskRuleKind.Restricted or RiskRuleKind.DuplicateOrder => false,
        _ => true,
    };

    public static bool IsAskedAfter(RiskRuleKind kind) => kind is RiskRuleKind.TradeLoss or RiskRuleKind.ConsecutiveLosses;

    /// <summary>About the state of an account or a strategy: an order that brings a position nearer to zero is let through, whatever that state is.</summary>
    public static bool LetsReduce(RiskRuleKind kind) => kind is RiskRuleKind.Position or (>= RiskRuleKind.GrossExposure and <= RiskRuleKind.Concentration)
        or (>= RiskRuleKind.DailyLoss and <= RiskRuleKind.ConsecutiveLosses);

    /// <summary>Kinds whose breach belongs to one instrument, not to all of its currency.</summary>
    public static bool IsPerInstrument(RiskRuleKind kind) => kind is RiskRuleKind.PositionRatio or RiskRuleKind.Concentration
        or RiskRuleKind.StaleMarketData or RiskRuleKind.SpreadTooWide or RiskRuleKind.Session or RiskRuleKind.Condition or RiskRuleKind.TradeLoss;

    /// <summary>Whether the limit is the least that is allowed, not the most.</summary>
    public static bool IsLeast(RiskRuleKind kind) => kind is RiskRuleKind.AvailableFunds or RiskRuleKind.SellableQuantity or RiskRuleKind.DuplicateOrder;

    /// <summary>Whether a limit can be in force, as a sentence's end; null when it can.</summary>
    public static string? ProblemOf(RiskRuleKind kind, long limit) => kind switch
    {
        RiskRuleKind.Session or RiskRuleKind.Condition when limit != 0 => "0: this kind has none",
        RiskRuleKind.Restricted when limit is not (0 or 1) => "0 (no order) or 1 (orders that reduce)",
        RiskRuleKind.LotAndTick when limit is < 1 or > 1_000_000 => "1 to 1,000,000 lots and ticks",
        RiskRuleKind.PriceCollar or RiskRuleKind.PriceBand when limit is < 0 or > RiskLimits.MaxPriceCollar => $"0 to {RiskLimits.MaxPriceCollar}",
        _ when limit < 0 => "0 or more",
        _ => null,
    };
}

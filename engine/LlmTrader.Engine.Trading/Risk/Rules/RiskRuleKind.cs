namespace LlmTrader.Engine.Trading;

/// <summary>
/// What a configured risk rule looks at, with the unit of its limit. Before a trade, rules are asked in the order of these
/// numbers, then of their ids. A limit is the most that is allowed, unless "least" is said. Sums are per quote currency, since
/// amounts of two currencies never add; amounts are in 10^-8 of it. Ratios are in 1/10,000, rounded up. "Exposure" counts positions
/// with all that works on their worse side, at the last price. The numbers go into configurations: only ever add.
/// </summary>
public enum RiskRuleKind : byte
{
    /// <summary>Raw quantity of one order.</summary>
    OrderQuantity = 1,

    /// <summary>Value of one order.</summary>
    OrderNotional = 2,

    /// <summary>How far a limit price lies on the losing side of the last price, in 1/10,000 of it; 0 on the other side.</summary>
    PriceCollar = 3,

    /// <summary>How far the price (of a market order: the last price) lies from the last one of the venue's day before, or the first known, in
    /// 1/10,000. Where the market rules have a band, the narrower one holds, theirs to the tick, for triggers as well.</summary>
    PriceBand = 4,

    /// <summary>Least step: quantities must be multiples of so many lots, and of the lots of the market rules; limit prices of so many ticks. The verdict shows what is over, raw.</summary>
    LotAndTick = 5,

    /// <summary>Raw quantity, long or short, that the orders of one side could lead to in the instrument.</summary>
    Position = 6,

    /// <summary>Least amount of the account's unreserved cash or free margin that the order must leave.</summary>
    AvailableFunds = 7,

    /// <summary>Of a sale, the least raw quantity held and not yet being sold that it must leave. What was bought on the venue's day does not count where the market rules say so (T+1).</summary>
    SellableQuantity = 8,

    /// <summary>Sum of the exposures in all instruments of the currency.</summary>
    GrossExposure = 9,

    /// <summary>What the exposures of the currency could add up to, long against short.</summary>
    NetExposure = 10,

    /// <summary>Exposure in the instrument over equity.</summary>
    PositionRatio = 11,

    /// <summary>Gross exposure over equity; 30,000 is three times.</summary>
    Leverage = 12,

    /// <summary>Exposure in the instrument over the gross exposure; asked once there is exposure to another instrument.</summary>
    Concentration = 13,

    /// <summary>Orders that work, this one included.</summary>
    OpenOrders = 14,

    /// <summary>Orders let through in one UTC second, this one included.</summary>
    OrderRate = 15,

    /// <summary>Orders let through in one UTC day, this one included.</summary>
    DailyOrders = 16,

    /// <summary>What one trade, from flat to flat, has lost, its fees included. Asked after each fill.</summary>
    TradeLoss = 17,

    /// <summary>How far equity is below where the UTC day began; deposits and withdrawals count on neither side.</summary>
    DailyLoss = 18,

    /// <summary>How far equity is below its peak, in 1/10,000 of the peak.</summary>
    Drawdown = 19,

    /// <summary>Trades in a row that ended with a loss.</summary>
    ConsecutiveLosses = 20,

    /// <summary>Age of the instrument's last market data, in nanoseconds.</summary>
    StaleMarketData = 21,

    /// <summary>Ask minus bid, in 1/10,000 of their middle. Without both sides it is broken.</summary>
    SpreadTooWide = 22,

    /// <summary>No limit (0): broken while the instrument is halted or closed, by its status or else by the calendar of the market rules, and for an
    /// order that can't wait while nothing trades continuously; the verdict shows the status. What an action stops, only a halt stops, with an order or without: sessions end every day.</summary>
    Session = 23,

    /// <summary>0 refuses every order in what the rule is aimed at, 1 lets those pass that reduce. The verdict shows 1 for one that reduces, 2 for any other.</summary>
    Restricted = 24,

    /// <summary>Least time in nanoseconds since an equal order was let through. The last 1,024 different orders are remembered.</summary>
    DuplicateOrder = 25,

    /// <summary>No limit (0): broken while the rule's <see cref="RiskRule.Condition"/> holds.</summary>
    Condition = 26,
}

/// <summary>Whose order or state a rule is about, and over what a sum or a count goes.</summary>
public enum RiskRuleScope : byte
{
    /// <summary>Every order; counts go over all orders, sums over the order's account.</summary>
    Order = 0,

    /// <summary>The orders of one instrument, or of each; sums go over the order's account.</summary>
    Instrument = 1,

    /// <summary>One rule-set slot, or each by itself, with its own position and cash share. Other orders are not asked.</summary>
    Strategy = 2,

    /// <summary>One account, or each.</summary>
    Account = 3,
}

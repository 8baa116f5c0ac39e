namespace LlmTrader.Engine.Core;

// The numbers are journaled: never renumber, only add.

public enum Side : byte
{
    None = 0,
    Buy = 1,
    Sell = 2,
}

public enum OrderType : byte
{
    Market = 1,
    Limit = 2,

    /// <summary>A market order once the market reaches the trigger, going against its holder: at or above it for a buy, at or below it for a sell.</summary>
    Stop = 3,

    /// <summary>As <see cref="Stop"/>, but a limit order afterwards.</summary>
    StopLimit = 4,

    /// <summary>A stop whose trigger follows the market at a distance as long as it goes the holder's way, and never back.</summary>
    TrailingStop = 5,

    /// <summary>A market order once the market reaches the trigger, going the holder's way: at or below it for a buy, at or above it for a sell.</summary>
    MarketIfTouched = 6,
}

public enum TimeInForce : byte
{
    /// <summary>Works until filled or cancelled.</summary>
    GoodTillCancel = 1,

    /// <summary>What does not fill on arrival expires.</summary>
    ImmediateOrCancel = 2,

    /// <summary>Fills whole on arrival, or expires whole.</summary>
    FillOrKill = 3,

    /// <summary>Expires at the end of the venue's trading day; where trading never ends, at midnight UTC.</summary>
    Day = 4,

    /// <summary>Expires at <see cref="OrderCommand.ExpireAt"/>.</summary>
    GoodTillDate = 5,
}

/// <summary>Execution instructions (FIX 4.4 ExecInst, tag 18), any of them together.</summary>
[Flags]
public enum OrderFlags : byte
{
    None = 0,

    /// <summary>Never takes: refused when it would fill on arrival.</summary>
    PostOnly = 1,

    /// <summary>Only brings a position nearer to zero; what would go beyond is cut off or refused.</summary>
    ReduceOnly = 2,
}

/// <summary>How orders of one group depend on each other (FIX 5.0 ContingencyType, tag 1385). A group's orders come from one event.</summary>
public enum Contingency : byte
{
    None = 0,

    /// <summary>Works at once; when one of the group fills, by as much the others shrink, and what is left of them is cancelled when it ends filled.</summary>
    OneCancelsOther = 1,

    /// <summary>The entry of a bracket: what it fills, its children may close. When a stop among them is triggered, its rest is cancelled.</summary>
    Parent = 2,

    /// <summary>An exit of a bracket: held until the parent fills, then one cancels the other; cancelled with a parent that ends without a fill.</summary>
    Child = 3,
}

/// <summary>Where an order stands (FIX 4.4 OrdStatus, tag 39).</summary>
public enum OrderStatus : byte
{
    /// <summary>Not an order yet.</summary>
    None = 0,

    /// <summary>Risk let it pass; the venue has not answered.</summary>
    PendingNew = 1,
    New = 2,
    PartiallyFilled = 3,
    Filled = 4,
    Canceled = 5,
    Rejected = 6,
    Expired = 7,

    /// <summary>A cancel is under way; fills may still arrive.</summary>
    PendingCancel = 8,

    /// <summary>An amendment is under way; fills may still arrive.</summary>
    PendingReplace = 9,

    /// <summary>Nobody here knows: it was sent before a crash or a time-out, and the venue has not been asked yet. It counts as working.</summary>
    Unknown = 10,
}

/// <summary>What a report says happened (FIX 4.4 ExecType, tag 150).</summary>
public enum ReportKind : byte
{
    Accepted = 1,
    Fill = 2,
    Canceled = 3,
    Rejected = 4,
    Expired = 5,

    /// <summary>A cancel that found nothing to cancel; the order keeps its state.</summary>
    CancelRejected = 6,

    /// <summary>The market reached a stop's trigger: from here on it is a market or a limit order.</summary>
    Triggered = 7,

    /// <summary>An amendment took effect: the price, and the quantity that it orders now, stand in the report's last price and quantity.</summary>
    Replaced = 8,

    /// <summary>An amendment was refused; the order works on as it was.</summary>
    ReplaceRejected = 9,

    /// <summary>The order's state at the venue is not known.</summary>
    Unknown = 10,

    /// <summary>An order of unknown state turned out never to have reached the venue.</summary>
    NotSent = 11,
}

/// <summary>Who answered, so that replay can compare first in first out per source.</summary>
public enum ReportSource : byte
{
    Risk = 1,

    /// <summary>The stage that executes: the simulated venue, or the one that keeps account of what a gateway has sent.</summary>
    Venue = 2,

    /// <summary>A real venue, through its gateway: a fact from outside, as market data is.</summary>
    Gateway = 3,
}

/// <summary>Whether a fill rested in the book or took from it; the fee follows.</summary>
public enum Liquidity : byte
{
    None = 0,
    Maker = 1,
    Taker = 2,
}

public enum CommandAction : byte
{
    New = 1,
    Cancel = 2,

    /// <summary>Gives an open order another price, trigger or quantity (FIX 4.4 OrderCancelReplaceRequest); it keeps its id.</summary>
    Amend = 3,
}

/// <summary>Why an order was not taken. Risk checks run in this order.</summary>
public enum RejectReason : byte
{
    None = 0,
    UnknownInstrument = 1,
    InvalidQuantity = 2,
    InvalidPrice = 3,
    TradingHalted = 4,
    ReducingOnly = 5,
    OrderQuantityLimit = 6,
    NoReferencePrice = 7,
    OrderNotionalLimit = 8,
    PriceCollar = 9,
    PositionLimit = 10,
    ShortNotAllowed = 11,
    InsufficientCash = 12,
    OrderRateLimit = 13,

    /// <summary>No report credit or no place in the order table.</summary>
    Overloaded = 14,

    /// <summary>More commands on one event than a slot may carry.</summary>
    CommandBurst = 15,

    /// <summary>A cancel for an order that is not open.</summary>
    UnknownOrder = 16,
    UnknownAccount = 17,

    /// <summary>The notional does not fit in 64 bits at 10^-8.</summary>
    NotionalOverflow = 18,

    /// <summary>A size below one lot after rounding; a decision that comes to nothing says so.</summary>
    BelowOneLot = 19,

    /// <summary>A cancel or an amendment while another one of the same order is unanswered.</summary>
    CancelPending = 20,

    /// <summary>A post-only order that would fill on arrival.</summary>
    WouldTake = 21,

    /// <summary>It would trade with another order of the same account.</summary>
    SelfTrade = 22,
    InvalidTrigger = 23,
    InvalidDisplayQuantity = 24,

    /// <summary>A time in force that can't be: in the past, or of an order that it does not go with.</summary>
    InvalidTimeInForce = 25,

    /// <summary>A combination of type, time in force and flags that makes no sense.</summary>
    UnsupportedOrder = 26,
    BelowMinimumNotional = 27,

    /// <summary>The instrument's session does not take such orders now.</summary>
    SessionClosed = 28,
    InstrumentHalted = 29,
    InsufficientMargin = 30,

    /// <summary>More than may be sold today (T+1, or what other orders already sell).</summary>
    SellableQuantity = 31,

    /// <summary>Outside the venue's price limits.</summary>
    PriceBand = 32,
    GrossExposure = 33,
    NetExposure = 34,

    /// <summary>The position's share of the account's equity.</summary>
    PositionRatio = 35,
    Leverage = 36,

    /// <summary>One instrument's share of the gross exposure.</summary>
    Concentration = 37,
    OpenOrderLimit = 38,
    DailyOrderLimit = 39,
    TradeLoss = 40,
    DailyLoss = 41,
    Drawdown = 42,
    ConsecutiveLosses = 43,
    StaleMarketData = 44,
    SpreadTooWide = 45,
    RestrictedInstrument = 46,
    DuplicateOrder = 47,

    /// <summary>A condition in the rule language holds.</summary>
    Condition = 48,

    /// <summary>The strategy was halted, by a rule or an operator.</summary>
    StrategyHalted = 49,

    /// <summary>A reduce-only order that has nothing to reduce.</summary>
    NothingToReduce = 50,

    /// <summary>A group with a missing, foreign or contradictory order.</summary>
    InvalidGroup = 51,

    /// <summary>The kill switch is thrown.</summary>
    Killed = 52,

    /// <summary>A change of a risk rule that is not configured.</summary>
    UnknownRiskRule = 53,

    /// <summary>A change of a risk rule to a limit that its kind can't have.</summary>
    InvalidRiskLimit = 54,

    /// <summary>The engine only observes, until an operator sets trading to active.</summary>
    Observing = 55,

    /// <summary>An entry beyond the share of its capital that an operator lets the slot use.</summary>
    CapitalShare = 56,
}

/// <summary>What orders the risk gate lets pass.</summary>
public enum TradingState : byte
{
    Active = 0,

    /// <summary>Only orders that bring a position nearer to zero.</summary>
    Reducing = 1,

    /// <summary>Only cancels.</summary>
    Halted = 2,

    /// <summary>Only cancels, because nobody has looked yet at what a restored engine believes.</summary>
    Observe = 3,
}

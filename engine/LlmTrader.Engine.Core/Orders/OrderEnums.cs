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
}

public enum TimeInForce : byte
{
    /// <summary>Works until filled or cancelled.</summary>
    GoodTillCancel = 1,

    /// <summary>What does not fill on arrival expires.</summary>
    ImmediateOrCancel = 2,
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
}

/// <summary>Who answered, so that replay can compare first in first out per source.</summary>
public enum ReportSource : byte
{
    Risk = 1,
    Venue = 2,
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

    /// <summary>A cancel while another one of the same order is unanswered.</summary>
    CancelPending = 20,
}

/// <summary>What orders the risk gate lets pass.</summary>
public enum TradingState : byte
{
    Active = 0,

    /// <summary>Only orders that bring a position nearer to zero.</summary>
    Reducing = 1,

    /// <summary>Only cancels.</summary>
    Halted = 2,
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>How the <see cref="MatchingEngine"/> answers. From <see cref="DuplicateOrder"/> on nothing has changed.</summary>
public enum MatchingOutcome : byte
{
    None = 0,

    /// <summary>In the book, with or without fills on the way.</summary>
    Resting = 1,
    Filled = 2,

    /// <summary>What did not fill at once is gone, by the order's type or instruction.</summary>
    Expired = 3,

    /// <summary>What was left is cancelled because the order met one of its own account.</summary>
    SelfTradePrevented = 4,

    /// <summary>Reduced where it was; it keeps its place in the queue.</summary>
    Reduced = 5,
    Canceled = 6,

    /// <summary>An order with this id rests already.</summary>
    DuplicateOrder = 16,

    /// <summary>No order with this id rests.</summary>
    UnknownOrder = 17,
    InvalidSide = 18,

    /// <summary>Not above zero, or beyond <see cref="BookLimits.MaxQuantity"/>.</summary>
    InvalidQuantity = 19,

    /// <summary>Not a whole number of ticks, or beyond what the book can hold.</summary>
    InvalidPrice = 20,

    /// <summary>A type, instruction, or display that does not exist or does not go together.</summary>
    InvalidInstruction = 21,

    /// <summary>A post-only order that would have traded.</summary>
    WouldTrade = 22,

    /// <summary>A fill-or-kill order that could not fill whole.</summary>
    Killed = 23,

    /// <summary><see cref="BookLimits.MaxOrders"/> orders rest.</summary>
    OrderLimit = 24,

    /// <summary>Orders rest at <see cref="BookLimits.MaxLevels"/> prices, and not at this one.</summary>
    LevelLimit = 25,

    /// <summary>Only limit orders that can rest are taken while a call auction collects.</summary>
    NotInAuction = 26,
}

/// <param name="Outcome">What became of the order.</param>
/// <param name="Filled">What it traded in this operation.</param>
/// <param name="Remaining">What is open of it afterwards; for an order that ended here, what did not trade.</param>
public readonly record struct MatchingAnswer(MatchingOutcome Outcome, Quantity Filled, Quantity Remaining);

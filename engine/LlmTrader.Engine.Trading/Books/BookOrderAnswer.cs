namespace LlmTrader.Engine.Trading;

/// <summary>How an <see cref="OrderByOrderBook"/> answers. Whatever is not <see cref="Applied"/> has changed nothing.</summary>
public enum BookOrderAnswer : byte
{
    None = 0,
    Applied = 1,

    /// <summary>No order with this id is in the book; a feed that began in the middle sends such.</summary>
    UnknownOrder = 2,

    /// <summary>An order with this id is in the book already.</summary>
    DuplicateOrder = 3,

    /// <summary>The action, side, price, or quantity can't be.</summary>
    Invalid = 4,

    /// <summary>More executed than is left of the order.</summary>
    ExceedsOrder = 5,

    /// <summary><see cref="BookLimits.MaxOrders"/> orders are in the book.</summary>
    OrderLimit = 6,

    /// <summary>Orders are at <see cref="BookLimits.MaxLevels"/> prices, and not at this one.</summary>
    LevelLimit = 7,
}

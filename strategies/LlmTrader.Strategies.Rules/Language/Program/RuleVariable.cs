namespace LlmTrader.Strategies.Rules.Language;

/// <summary>What an expression can read besides bars.</summary>
public enum RuleVariable : byte
{
    /// <summary>Filled position of this rule set in the instrument, signed, in whole units of the base asset.</summary>
    Position,

    /// <summary>Average price of the open position; NaN when flat.</summary>
    EntryPrice,

    /// <summary>Of the open position at the last price, in the quote currency; 0 when flat.</summary>
    UnrealizedPnl,

    /// <summary>Bars closed since the position was opened; 0 when flat.</summary>
    BarsInTrade,

    /// <summary>Of this rule set's cash share, in the quote currency.</summary>
    Equity,

    /// <summary>How far equity is below its peak, as a fraction of the peak, 0 to 1.</summary>
    Drawdown,

    /// <summary>0 to 23, in the venue's zone, at the close of the bar.</summary>
    Hour,

    /// <summary>0 to 59.</summary>
    Minute,

    /// <summary>1 (Monday) to 7 (Sunday).</summary>
    DayOfWeek,

    /// <summary>A <see cref="SessionPhase"/> as a number.</summary>
    SessionPhase,

    /// <summary>Best bid; NaN when that side is empty.</summary>
    Bid,

    /// <summary>Best ask; NaN when that side is empty.</summary>
    Ask,

    /// <summary>Ask minus bid, a price difference.</summary>
    Spread,

    /// <summary>(bid quantity - ask quantity) / (bid quantity + ask quantity) at the best prices, -1 to 1; NaN when both are 0.</summary>
    Imbalance,
}

/// <summary>Where a venue is in its day. A venue that never closes is always <see cref="Continuous"/>.</summary>
public enum SessionPhase : byte
{
    Closed = 0,

    /// <summary>A call auction, opening or closing.</summary>
    Auction = 1,
    Continuous = 2,

    /// <summary>The pause within a day, such as the lunch break in Shanghai.</summary>
    Break = 3,
}

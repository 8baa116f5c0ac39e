namespace LlmTrader.Engine.Core;

/// <summary>What there is to see of a holder of positions (a rule set's slot, an account) and of the market: what expressions read.</summary>
public interface IPortfolioView
{
    /// <summary>Engine time of the event under evaluation.</summary>
    Timestamp Now { get; }

    InstrumentTable Instruments { get; }

    /// <summary>Filled position of the holder, signed.</summary>
    Quantity Position(InstrumentId instrument);

    /// <summary>What the open position of the holder cost, positive also when short, in the instrument's quote currency.</summary>
    Money Cost(InstrumentId instrument);

    /// <summary>Cash plus positions of the holder at their last prices, in one currency; fees are paid from it.</summary>
    Money Equity(Currency currency);

    /// <summary>The highest equity of the holder so far.</summary>
    Money PeakEquity(Currency currency);

    /// <summary>The last trade, the middle of the last quote, or the close of the last ready-made bar; zero before the first.</summary>
    Price LastPrice(InstrumentId instrument);

    /// <summary>The last quote; all zero before the first.</summary>
    QuoteTick LastQuote(InstrumentId instrument);
}

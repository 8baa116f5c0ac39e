namespace LlmTrader.Tests.Golden.Independent;

/// <summary>One trade of the data. Times here are milliseconds since 1970 UTC.</summary>
internal readonly record struct PlainTrade(long TimeMs, decimal Price, decimal Quantity);

/// <summary>A bar over [OpenMs, CloseMs).</summary>
internal sealed record PlainBar(long OpenMs, long CloseMs, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, int TradeCount);

/// <summary>One fill. Fee and price are in the quote currency.</summary>
/// <param name="TimeMs">Of the trade that filled; with ready-made bars the open time of the bar that filled.</param>
/// <param name="SourceIndex">Place of that trade (in the order it was given) or of that bar, from 0.</param>
/// <param name="IsBuy">Else a sale.</param>
internal sealed record PlainFill(long TimeMs, int SourceIndex, bool IsBuy, decimal Price, decimal Quantity, decimal Fee)
{
    /// <summary>To 8 decimals, ties to even, as an account books it.</summary>
    public decimal Notional => Math.Round(Price * Quantity, 8, MidpointRounding.ToEven);
}

/// <summary>From a position of zero to the next position of zero.</summary>
/// <param name="EntryMs">Time of the first fill in.</param>
/// <param name="ExitMs">Time of the last fill out.</param>
/// <param name="EntryNotional">Sum over the fills in; divided by the quantity it is the average entry price.</param>
/// <param name="ExitNotional">As <paramref name="EntryNotional"/>, of the fills out.</param>
/// <param name="Quantity">What was bought in all, and sold again.</param>
/// <param name="Fees">Of all its fills.</param>
internal sealed record PlainRoundTrip(long EntryMs, long ExitMs, decimal Quantity, decimal EntryNotional, decimal ExitNotional, decimal Fees)
{
    public decimal EntryPrice => EntryNotional / Quantity;

    public decimal ExitPrice => ExitNotional / Quantity;

    /// <summary>Before fees.</summary>
    public decimal GrossProfit => ExitNotional - EntryNotional;

    public decimal NetProfit => GrossProfit - Fees;
}

/// <summary>What a run came to.</summary>
internal sealed class PlainResult
{
    /// <summary>Closed bars; those that were built, or those that were given.</summary>
    public List<PlainBar> Bars { get; } = [];

    public List<PlainFill> Fills { get; } = [];

    public List<PlainRoundTrip> RoundTrips { get; } = [];

    /// <summary>Market orders that the crosses asked for.</summary>
    public int Orders { get; set; }

    public decimal Cash { get; set; }

    public decimal Position { get; set; }

    /// <summary>Of the last trade, or the close of the last bar.</summary>
    public decimal LastPrice { get; set; }

    public decimal FinalEquity => Cash + (Position * LastPrice);

    /// <summary>Orders that worked against a new target and were taken back: the run has met a cross while the last one's order was not filled.</summary>
    public int TakenBack { get; set; }
}

namespace LlmTrader.Tests.Golden.Independent;

/// <summary>
/// A moving-average cross, long only, at market with no latency, written down a second time: decimal arithmetic, sums
/// formed anew at each bar, and not one type of the engine. What the engine computes is compared with it to the last unit.
/// </summary>
internal sealed class PlainBacktest
{
    private const long MinuteMs = 60_000;

    public int Fast { get; init; } = 10;

    public int Slow { get; init; } = 30;

    /// <summary>Size of the position.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>0.0005 is 0.05 %.</summary>
    public required decimal TakerRate { get; init; }

    public required decimal InitialCash { get; init; }

    /// <summary>Smallest step of a quantity; a bar's volume is cut down to it.</summary>
    public decimal Lot { get; init; } = 1;

    /// <summary>
    /// Builds 1-minute bars from trades and fills from the trades that follow. A bar over [s, s + 60 s) closes before any
    /// trade at or after s + 60 s; a minute without trades has no bar; the last bar stays open. Trades are in time order.
    /// </summary>
    public PlainResult RunOnTrades(IEnumerable<PlainTrade> trades)
    {
        var result = new PlainResult { Cash = InitialCash };
        var account = new PlainAccount(result, TakerRate);
        PlainBar? open = null;
        int index = 0;
        foreach (PlainTrade trade in trades)
        {
            if (open is not null && trade.TimeMs >= open.CloseMs)
            {
                result.Bars.Add(open);
                Decide(result, account);
                open = null;
            }

            account.Offer(trade.TimeMs, index++, trade.Price, trade.Quantity);
            result.LastPrice = trade.Price;
            open = open is null ? FirstOf(trade) : With(open, trade);
        }

        return result;
    }

    /// <summary>
    /// Takes bars as they are. An order that is placed at the close of one fills at the open of the next, up to that bar's
    /// volume; the rest waits for the one after it.
    /// </summary>
    public PlainResult RunOnBars(IEnumerable<PlainBar> bars)
    {
        var result = new PlainResult { Cash = InitialCash };
        var account = new PlainAccount(result, TakerRate);
        int index = 0;
        foreach (PlainBar bar in bars)
        {
            account.Offer(bar.OpenMs, index++, bar.Open, Math.Floor(bar.Volume / Lot) * Lot);
            result.LastPrice = bar.Close;
            result.Bars.Add(bar);
            Decide(result, account);
        }

        return result;
    }

    private static PlainBar FirstOf(PlainTrade trade)
    {
        long openMs = trade.TimeMs - (trade.TimeMs % MinuteMs);
        return new PlainBar(openMs, openMs + MinuteMs, trade.Price, trade.Price, trade.Price, trade.Price, trade.Quantity, 1);
    }

    private static PlainBar With(PlainBar bar, PlainTrade trade) => bar with
    {
        High = Math.Max(bar.High, trade.Price),
        Low = Math.Min(bar.Low, trade.Price),
        Close = trade.Price,
        Volume = bar.Volume + trade.Quantity,
        TradeCount = bar.TradeCount + 1,
    };

    // At the close of the newest bar.
    private void Decide(PlainResult result, PlainAccount account)
    {
        List<PlainBar> bars = result.Bars;
        if (bars.Count < Slow + 1) { return; }

        decimal now = Difference(bars, bars.Count);
        decimal before = Difference(bars, bars.Count - 1);
        if (now > 0 && before <= 0) { account.MoveTo(Quantity, bars[^1].CloseMs); }
        if (now < 0 && before >= 0) { account.MoveTo(0, bars[^1].CloseMs); }
    }

    // Fast average - slow average of the closes up to a bar, times both periods: a third has no exact decimal.
    private decimal Difference(List<PlainBar> bars, int end)
    {
        decimal fast = 0;
        decimal slow = 0;
        for (int i = end - Fast; i < end; i++) { fast += bars[i].Close; }
        for (int i = end - Slow; i < end; i++) { slow += bars[i].Close; }
        return (fast * Slow) - (slow * Fast);
    }
}

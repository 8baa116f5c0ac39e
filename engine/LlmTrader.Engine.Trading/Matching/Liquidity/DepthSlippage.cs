using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What lies behind the displayed size of a quote, when a model says so: as much again at each step further away.</summary>
internal static class DepthSlippage
{
    /// <summary>
    /// How much of <paramref name="wanted"/> lies within the limit, and the mean price of it, rounded against the taker to the tick. The
    /// first displayed size behind the best costs one step more than the best, the second two, and so on.
    /// </summary>
    /// <param name="side">The taker's.</param>
    /// <param name="best">The quote's price.</param>
    /// <param name="displayed">Our share of what it shows, above 0.</param>
    /// <param name="wanted">What is left to fill when that is gone.</param>
    /// <param name="limit">The worst price that the taker accepts.</param>
    /// <param name="slippage">The step.</param>
    /// <param name="instrument">For tick and lot.</param>
    public static (Quantity Quantity, Price Price) Behind(Side side, Price best, Quantity displayed, Quantity wanted, Price limit, Slippage slippage, Instrument instrument)
    {
        long step = slippage.StepAt(best, instrument).Raw;
        long room = side == Side.Buy ? Distance(best.Raw, limit.Raw) : Math.Min(Distance(limit.Raw, best.Raw), best.Raw - 1);
        long steps = step == 0 ? 0 : room / step;
        Int128 reachable = (Int128)steps * displayed.Raw;
        long quantity = (long)Int128.Min(wanted.Raw, reachable);
        if (quantity <= 0) { return default; }

        // Whole sizes 1..full at 1..full steps, and what is left at the step behind them.
        (long full, long rest) = Math.DivRem(quantity, displayed.Raw);
        Int128 stepsTimesQuantity = ((Int128)displayed.Raw * full * (full + 1) / 2) + ((Int128)rest * (full + 1));
        long tick = instrument.TickSize.Raw;
        long ticks = (long)Rounding.AwayFromZero(stepsTimesQuantity * step, (Int128)quantity * tick);
        PriceOffset worse = new(ticks * tick);
        return (new Quantity(quantity), side == Side.Buy ? best + worse : best - worse);
    }

    // A market order's limit is the end of the scale.
    private static long Distance(long from, long to) => (long)Int128.Clamp((Int128)to - from, 0, long.MaxValue);
}

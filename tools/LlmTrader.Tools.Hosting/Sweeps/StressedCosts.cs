using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>Makes trading dearer: what acceptance stresses an edge with.</summary>
internal static class StressedCosts
{
    /// <summary>The instruments with that many times their fees, ties to even at 10^-8. A rebate stays what it is: more of it would be no cost.</summary>
    public static InstrumentTable Apply(BacktestCosts costs, InstrumentTable instruments) => costs.Fees == 1 ? instruments : new InstrumentTable([.. instruments.All.ToArray().Select(one => one with
    {
        MakerFee = Times(one.MakerFee, costs.Fees),
        TakerFee = Times(one.TakerFee, costs.Fees),
        FeeTiers = [.. one.FeeTiers.Select(tier => tier with { Maker = Times(tier.Maker, costs.Fees), Taker = Times(tier.Taker, costs.Fees) })],
    })]);

    /// <summary>The options with that many times the slippage and the latency of entry, rounded up; slippage ends at half of the price or 5,000 ticks.</summary>
    public static EngineOptions Apply(BacktestCosts costs, EngineOptions options) => costs.Slippage == 1 ? options : options with
    {
        Venue = (options.Venue with
        {
            EntryLatency = new Duration(Times(options.Venue.EntryLatency.Nanoseconds, costs.Slippage)),
            Latency = options.Venue.Latency is { } table ? table with { Rows = [.. table.Rows.Select(row => row with { Entry = Times(row.Entry, costs.Slippage) })] } : null,
            Slippage = Times(options.Venue.Slippage, costs.Slippage),
            DepthSlippage = Times(options.Venue.DepthSlippage, costs.Slippage),
        }).Validated(),
    };

    private static FeeRate Times(FeeRate fee, decimal times) => fee.Raw <= 0 ? fee : new FeeRate(decimal.ToInt32(decimal.Round(fee.Raw * times, MidpointRounding.ToEven)));

    private static long Times(long nanoseconds, decimal times) => decimal.ToInt64(decimal.Ceiling(nanoseconds * times));

    private static Slippage Times(Slippage slippage, decimal times)
    {
        if (slippage.IsNone || times == 0) { return Slippage.None; }
        return slippage with { Amount = decimal.ToInt32(Math.Min(Slippage.MaxAmount, decimal.Ceiling(slippage.Amount * times))) };
    }
}

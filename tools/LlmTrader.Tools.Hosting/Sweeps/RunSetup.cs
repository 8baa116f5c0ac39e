using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>What the runs of one set of bars at one level of costs have in common.</summary>
internal sealed class RunSetup
{
    // An engine's tables are allocated up front: 4,096 orders take tens of megabytes, and most rule sets have a handful open.
    private const int FewOrders = 64;

    public RunSetup(DecodedHistory history, RunConfiguration configuration, BacktestCosts costs)
    {
        InstrumentTable instruments = StressedCosts.Apply(costs, history.Instruments);
        Full = StressedCosts.Apply(costs, configuration.ToOptions(instruments));
        Small = Full.Risk.MaxOpenOrders <= FewOrders ? null : Full with
        {
            Risk = Full.Risk with { MaxOpenOrders = FewOrders },
            Venue = Full.Venue with { MaxOpenOrders = FewOrders },
        };
        Specs = [.. history.BarSpecs.Select(spec => new BarSpecId((ushort)Full.Bars.Specs.ToList().IndexOf(spec)))];
    }

    /// <summary>As configured.</summary>
    public EngineOptions Full { get; }

    /// <summary>With room for few orders, where that is less than what is configured. A run that was never refused an order for want of room is the same with both.</summary>
    public EngineOptions? Small { get; }

    /// <summary>The run's bar specification for each of the history's.</summary>
    public BarSpecId[] Specs { get; }
}

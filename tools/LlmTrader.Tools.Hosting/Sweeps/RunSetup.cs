using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>What the runs of one set of bars at one level of costs have in common.</summary>
internal sealed class RunSetup
{
    public RunSetup(DecodedHistory history, RunConfiguration configuration, BacktestCosts costs)
    {
        InstrumentTable instruments = StressedCosts.Apply(costs, history.Instruments);
        Options = StressedCosts.Apply(costs, configuration.ToOptions(instruments));
        Specs = [.. history.BarSpecs.Select(spec => new BarSpecId((ushort)Options.Bars.Specs.ToList().IndexOf(spec)))];
    }

    /// <summary>As configured.</summary>
    public EngineOptions Options { get; }

    /// <summary>The run's bar specification for each of the history's.</summary>
    public BarSpecId[] Specs { get; }
}

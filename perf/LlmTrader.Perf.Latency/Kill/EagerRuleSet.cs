using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Kill;

/// <summary>A market order at every bar, buying and selling in turn: as many orders as the engine can send.</summary>
internal sealed class EagerRuleSet : IRuleSet
{
    private long _bars;

    public string Name => "eager";

    public string Id => "eager";

    public int WarmUpBars => 0;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        Side side = (_bars++ & 1) == 0 ? Side.Buy : Side.Sell;
        context.SubmitMarket(bar.Instrument, side, new Quantity(1));
        return RuleSetOutcome.Signal;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section(Id);
        transfer.Value(ref _bars);
    }
}

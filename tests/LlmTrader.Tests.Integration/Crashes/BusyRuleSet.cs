using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>Sends limit orders against its position at most bars, and takes back what works at some.</summary>
internal sealed class BusyRuleSet : IRuleSet
{
    private const int MaxOpen = 24;

    private long _bars;

    public string Name => "busy";

    public string Id => "busy";

    public int WarmUpBars => 0;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        _bars++;
        InstrumentId instrument = bar.Instrument;
        if (_bars % 7 == 0) { context.CancelAll(instrument); }
        if (_bars % 3 == 0 || context.OpenOrders(instrument) >= MaxOpen) { return RuleSetOutcome.Quiet; }
        Side side = (context.Position(instrument).Raw > 0) ^ (_bars % 5 == 0) ? Side.Sell : Side.Buy;
        Quantity quantity = new(context.Instruments[instrument].LotSize.Raw * (1 + (_bars % 9)));
        context.SubmitLimit(instrument, side, quantity, context.LastPrice(instrument), TimeInForce.GoodTillCancel, out _);
        return RuleSetOutcome.Signal;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section(Id);
        transfer.Value(ref _bars);
    }
}

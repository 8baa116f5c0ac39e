using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.BarRuns;

/// <summary>Orders at the market on most bars, of any side and of sizes that may be too large, too small or no whole lots, and cancels; what reports say goes into the next.</summary>
internal sealed class MarketOrders(int seed) : IRuleSet
{
    private ulong _state = ((ulong)seed * 0x9E37_79B9_7F4A_7C15UL) + 1;   // Of a generator that a snapshot can hold.

    public string Name => "market-orders";

    public string Id => $"market-orders({seed})";

    public int WarmUpBars => 0;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        Instrument instrument = context.Instruments[bar.Instrument];
        _state ^= (ulong)(context.Equity(instrument.Quote).Raw + context.PeakEquity(instrument.Quote).Raw + context.Cost(bar.Instrument).Raw + context.Working(bar.Instrument).Raw);
        if (_state == 0) { _state = 1; }
        if (context.TryGetHistory(bar.Instrument, bar.Bar.Spec, out PositionHistory history)) { _state += (ulong)(history.High.Raw + history.BarsInTrade); }
        for (int orders = Draw(3); orders > 0 && context.OpenOrders(bar.Instrument) < 4; orders--)
        {
            long held = context.Position(bar.Instrument).Raw;
            long size = Draw(8) switch { 0 => 1 + Draw(99), 1 => 10 * (1 + (long)Draw(100_000_000)), _ when held != 0 && Draw(2) == 0 => Math.Abs(held), _ => 10 * (1 + Draw(300_000)) };
            context.SubmitMarket(bar.Instrument, Draw(2) == 0 ? Side.Buy : Side.Sell, new Quantity(size));
        }

        if (Draw(5) == 0) { context.CancelAll(bar.Instrument); }   // Some of them just now, some too late.
        return RuleSetOutcome.Signal;
    }

    public void OnReport(InstrumentId instrument, in ExecutionReport report) => _state += (ulong)(report.LastPrice.Raw + report.FeeRaw + (long)report.Kind + (long)report.Reason + report.LeavesQuantity.Raw);

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section(Id);
        transfer.Value(ref _state);
    }

    private int Draw(int below)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 2685821657736338717UL >> 33) % (ulong)below);
    }
}

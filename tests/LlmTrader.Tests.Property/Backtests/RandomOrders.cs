using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Backtests;

/// <summary>A strategy without reason: on most bars it wants something, of any side, size and type, and takes some of it back.</summary>
internal sealed class RandomOrders(int seed) : IRuleSet
{
    private ulong _state = ((ulong)seed * 0x9E37_79B9_7F4A_7C15UL) + 1;   // Of a generator that a snapshot can hold.
    private OrderId _last;

    public string Name => "random-orders";

    public string Id => $"random-orders({seed})";

    public int WarmUpBars => 3;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        if (Draw(4) == 0) { return RuleSetOutcome.Quiet; }
        Instrument instrument = context.Instruments[bar.Instrument];
        Side side = Draw(2) == 0 ? Side.Buy : Side.Sell;
        Quantity size = new(instrument.LotSize.Raw * (1 + Draw(2999)));
        switch (Draw(4))
        {
            case 0:
                PriceOffset away = new(instrument.TickSize.Raw * (Draw(40) - 20));
                TimeInForce time = Draw(3) == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel;
                context.SubmitLimit(bar.Instrument, side, size, bar.Bar.Close + away, time, out _last);
                break;
            case 1 when !_last.IsNone: context.Cancel(bar.Instrument, _last); break;
            case 2 when !context.Position(bar.Instrument).IsZero:
                Quantity held = context.Position(bar.Instrument);
                context.SubmitMarket(bar.Instrument, held > Quantity.Zero ? Side.Sell : Side.Buy, held.Abs());   // To flat, when nothing else fills.
                break;
            default: context.SubmitMarket(bar.Instrument, side, size); break;
        }

        return RuleSetOutcome.Signal;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section(Id);
        transfer.Value(ref _state);
        transfer.Value(ref _last);
    }

    private int Draw(int below)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 2685821657736338717UL >> 33) % (ulong)below);
    }
}

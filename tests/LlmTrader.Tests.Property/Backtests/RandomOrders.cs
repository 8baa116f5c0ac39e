using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Backtests;

/// <summary>A strategy without reason: on most bars it wants something, of any side, size and type, and takes some of it back.</summary>
internal sealed class RandomOrders(int seed) : IRuleSet
{
    private readonly Random _random = new(seed);
    private OrderId _last;

    public string Name => "random-orders";

    public string Id => $"random-orders({seed})";

    public int WarmUpBars => 3;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        if (_random.Next(4) == 0) { return RuleSetOutcome.Quiet; }
        Instrument instrument = context.Instruments[bar.Instrument];
        Side side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        Quantity size = new(instrument.LotSize.Raw * _random.NextInt64(1, 3000));
        switch (_random.Next(4))
        {
            case 0:
                PriceOffset away = new(instrument.TickSize.Raw * _random.Next(-20, 20));
                TimeInForce time = _random.Next(3) == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel;
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
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.Topologies;

/// <summary>
/// Orders of every kind at every turn: a pure function of the bars, its own state and the context, like any rule set, but
/// made to have orders in flight, partial fills, rejects, cancels and bursts at all times.
/// </summary>
internal sealed class ErraticRuleSet(ulong seed, bool bursts) : IRuleSet
{
    private readonly OrderId[] _recent = new OrderId[8];
    private readonly InstrumentId[] _recentInstrument = new InstrumentId[8];
    private ulong _state = seed * 0x9E37_79B9_7F4A_7C15UL + 1;
    private int _next;

    public string Name => "erratic";

    public string Id => $"erratic-{seed}";

    public int WarmUpBars => 2;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        // What the context shows goes into the decision, so that a difference in positions becomes a difference in orders.
        _state ^= (ulong)bar.Bar.Close.Raw + (ulong)context.Position(bar.Instrument).Raw + ((ulong)context.Working(bar.Instrument).Raw << 7);
        int orders = bursts && Draw(16) == 0 ? 80 : Draw(3);
        for (int i = 0; i < orders; i++) { Order(in bar, context); }
        if (Draw(2) == 0)
        {
            int victim = Draw(_recent.Length);
            if (!_recent[victim].IsNone) { context.Cancel(_recentInstrument[victim], _recent[victim]); }
        }

        return orders > 0 ? RuleSetOutcome.Signal : RuleSetOutcome.Quiet;
    }

    private void Order(in ClosedBar bar, IRuleSetContext context)
    {
        Instrument instrument = context.Instruments[bar.Instrument];
        Side side = Draw(2) == 0 ? Side.Buy : Side.Sell;
        Quantity quantity = new(instrument.LotSize.Raw * (1 + Draw(200)));
        if (Draw(3) == 0)
        {
            context.SubmitMarket(bar.Instrument, side, quantity);
            return;
        }

        long offset = instrument.TickSize.Raw * (Draw(9) - 4);
        Price limit = new((bar.Bar.Close.Raw / instrument.TickSize.Raw * instrument.TickSize.Raw) + offset);
        TimeInForce timeInForce = Draw(4) == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel;
        if (context.SubmitLimit(bar.Instrument, side, quantity, limit, timeInForce, out OrderId id) == RejectReason.None)
        {
            _recent[_next] = id;
            _recentInstrument[_next] = bar.Instrument;
            _next = (_next + 1) % _recent.Length;
        }
    }

    private int Draw(int below)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 2685821657736338717UL >> 33) % (ulong)below);
    }
}

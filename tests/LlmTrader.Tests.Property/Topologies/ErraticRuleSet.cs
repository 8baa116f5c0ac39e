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
    private long _close;

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

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section(Id);
        transfer.Values(_recent.AsSpan());
        transfer.Values(_recentInstrument.AsSpan());
        transfer.Value(ref _state);
        transfer.Value(ref _next);
        transfer.Value(ref _close);
    }

    private void Order(in ClosedBar bar, IRuleSetContext context)
    {
        Instrument instrument = context.Instruments[bar.Instrument];
        if (Draw(2) == 0)
        {
            Unusual(in bar, instrument, context);
            return;
        }

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
            Remember(id, bar.Instrument);
        }
    }

    // Every kind of order and of group, and amendments of what was sent before.
    private void Unusual(in ClosedBar bar, Instrument instrument, IRuleSetContext context)
    {
        Price Near(int ticks) => new(Math.Max(1, (_close / instrument.TickSize.Raw) + ticks) * instrument.TickSize.Raw);
        _close = bar.Bar.Close.Raw;
        int kind = Draw(10);
        if (kind < 2)
        {
            int victim = Draw(_recent.Length);
            Quantity amended = new(instrument.LotSize.Raw * Draw(200));
            if (!_recent[victim].IsNone) { context.Amend(_recent[victim], Draw(2) == 0 ? Price.Zero : Near(Draw(9) - 4), amended, Draw(3) == 0 ? Near(Draw(9) - 4) : Price.Zero); }
            return;
        }

        Side side = Draw(2) == 0 ? Side.Buy : Side.Sell;
        Side other = side == Side.Buy ? Side.Sell : Side.Buy;
        int away = side == Side.Buy ? 1 : -1;
        OrderRequest request = new()
        {
            Instrument = bar.Instrument, Side = side, Type = OrderType.Limit, Quantity = new Quantity(instrument.LotSize.Raw * (2 + Draw(200))), Price = Near(Draw(9) - 4),
        };
        if (kind < 4)
        {
            bool isBracket = kind == 2;
            request = request with { Contingency = isBracket ? Contingency.Parent : Contingency.OneCancelsOther };
            OrderRequest exit = request with { Side = isBracket ? other : side, Contingency = isBracket ? Contingency.Child : Contingency.OneCancelsOther };
            ReadOnlySpan<OrderRequest> group =
            [
                request,
                exit with { Price = Near(away * (1 + Draw(6))) },
                exit with { Type = OrderType.Stop, Price = Price.Zero, Trigger = Near(-away * (1 + Draw(6))) },
            ];
            Span<OrderId> ids = stackalloc OrderId[3];
            if (context.SubmitGroup(group, ids) != RejectReason.None) { return; }
            foreach (OrderId member in ids) { Remember(member, bar.Instrument); }
            return;
        }

        request = kind switch
        {
            4 => request with { Type = OrderType.Stop, Price = Price.Zero, Trigger = Near(away * Draw(5)) },
            5 => request with { Type = OrderType.StopLimit, Trigger = Near(away * Draw(5)) },
            6 => request with { Type = OrderType.TrailingStop, Price = Price.Zero, Trigger = new Price(instrument.TickSize.Raw * (1 + Draw(5))) },
            7 => request with { Type = OrderType.MarketIfTouched, Price = Price.Zero, Trigger = Near(-away * Draw(5)) },
            8 => request with { DisplayQuantity = instrument.LotSize, Flags = Draw(2) == 0 ? OrderFlags.PostOnly : OrderFlags.None },
            _ => request with { TimeInForce = Draw(2) == 0 ? TimeInForce.FillOrKill : TimeInForce.Day, Flags = Draw(3) == 0 ? OrderFlags.ReduceOnly : OrderFlags.None },
        };
        if (request.TimeInForce == TimeInForce.GoodTillCancel && Draw(3) == 0)
        {
            request = request with { TimeInForce = TimeInForce.GoodTillDate, ExpireSeconds = (uint)(context.Now.Nanoseconds / 1_000_000_000) + 1 + (uint)Draw(100) };
        }

        if (context.Submit(in request, out OrderId id) == RejectReason.None) { Remember(id, bar.Instrument); }
    }

    private void Remember(OrderId id, InstrumentId instrument)
    {
        _recent[_next] = id;
        _recentInstrument[_next] = instrument;
        _next = (_next + 1) % _recent.Length;
    }

    private int Draw(int below)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)((_state * 2685821657736338717UL >> 33) % (ulong)below);
    }
}

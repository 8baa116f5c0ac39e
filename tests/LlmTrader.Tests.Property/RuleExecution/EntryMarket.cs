using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>An order as the market sees it.</summary>
internal sealed class EntryOrder
{
    public required OrderId Id { get; init; }

    public required Side Side { get; init; }

    /// <summary>0 at market.</summary>
    public required long Limit { get; init; }

    /// <summary>Who sent it.</summary>
    public required IRuleSet Version { get; init; }

    public long Leaves { get; set; }

    public bool IsAccepted { get; set; }

    public bool IsCancelled { get; set; }

    public long Signed => Side == Side.Buy ? Leaves : -Leaves;
}

/// <summary>
/// One instrument on a market that answers late and is unkind at random: fills in parts, refusals, cancels that come too late
/// or are refused, events that can carry no more. It knows each side for itself and says of every order what it is for.
/// </summary>
internal sealed class EntryMarket(InstrumentTable instruments, Random random) : IRuleSetContext
{
    private decimal _cost;
    private long _sequence;

    public List<EntryOrder> Orders { get; } = [];

    /// <summary>Under evaluation.</summary>
    public IRuleSet? Version { get; set; }

    /// <summary>Sees every order before it is taken.</summary>
    public Action<Side, long, long> Sending { get; set; } = (_, _, _) => { };

    /// <summary>Sees every order that was taken.</summary>
    public Action<Side> Sent { get; set; } = _ => { };

    public long Held { get; private set; }

    /// <summary>Something that was wanted since the last bar was refused.</summary>
    public bool HasRefused { get; set; }

    public long Fills { get; private set; }

    public long Refusals { get; private set; }

    public Timestamp Now => default;

    public InstrumentTable Instruments => instruments;

    public long WorkingOn(Side side) => Orders.Where(order => order.Side == side).Sum(order => order.Leaves);

    public Quantity Position(InstrumentId instrument) => new(Held);

    public Quantity Working(InstrumentId instrument) => new(Orders.Sum(order => order.Signed));

    public int OpenOrders(InstrumentId instrument) => Orders.Count;

    public Money Cost(InstrumentId instrument) => new((long)(Math.Abs(_cost) * Money.One), instruments[instrument].Quote);

    public Money Equity(Currency currency) => new(1_000_000 * Money.One, currency);

    public Money PeakEquity(Currency currency) => Equity(currency);

    public Price LastPrice(InstrumentId instrument) => default;

    public QuoteTick LastQuote(InstrumentId instrument) => default;

    /// <summary>What becomes of the orders at a price, one report after another; the position is that of each.</summary>
    public IEnumerable<ExecutionReport> Reports(long price)
    {
        foreach (EntryOrder order in Orders.ToArray())
        {
            if (random.Next(3) == 0) { continue; }   // Its answer is still on the way.
            if (!order.IsAccepted && random.Next(12) == 0) { yield return End(order, random.Next(2) == 0 ? ReportKind.Rejected : ReportKind.NotSent); continue; }
            if (!order.IsAccepted)
            {
                order.IsAccepted = true;
                yield return new ExecutionReport { OrderId = order.Id, Kind = ReportKind.Accepted, Side = order.Side, LeavesQuantity = new Quantity(order.Leaves) };
            }

            bool crosses = order.Limit == 0 || (order.Side == Side.Buy ? price <= order.Limit : price >= order.Limit);
            if (crosses && random.Next(3) > 0) { yield return Fill(order, price, random.Next(2) == 0 ? order.Leaves : Math.Max(10, order.Leaves / 30 * 10)); }
            if (order.Leaves == 0) { continue; }
            if (order.IsCancelled && random.Next(8) == 0)
            {
                order.IsCancelled = false;
                yield return new ExecutionReport { OrderId = order.Id, Kind = ReportKind.CancelRejected };
            }
            else if (order.IsCancelled ? random.Next(2) == 0 : random.Next(80) == 0) { yield return End(order, order.IsCancelled ? ReportKind.Canceled : ReportKind.Expired); }
        }
    }

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity) => Take(side, quantity.Raw, limit: 0, out _);

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order) =>
        Take(side, quantity.Raw, limit.Raw, out order);

    public RejectReason Cancel(InstrumentId instrument, OrderId order)
    {
        EntryOrder? found = Orders.Find(o => o.Id == order && !o.IsCancelled);
        if (found is null) { return RejectReason.UnknownOrder; }
        if (random.Next(20) == 0) { return Refused(); }
        found.IsCancelled = true;
        return RejectReason.None;
    }

    public RejectReason CancelAll(InstrumentId instrument)
    {
        foreach (EntryOrder order in Orders)
        {
            if (Cancel(instrument, order.Id) == RejectReason.CommandBurst) { return RejectReason.CommandBurst; }
        }

        return RejectReason.None;
    }

    private RejectReason Take(Side side, long quantity, long limit, out OrderId id)
    {
        id = OrderId.None;
        Sending(side, quantity, limit);
        if (random.Next(20) == 0) { return Refused(); }
        id = new OrderId(++_sequence);
        Orders.Add(new EntryOrder { Id = id, Side = side, Limit = limit, Leaves = quantity, Version = Version! });
        Sent(side);
        return RejectReason.None;
    }

    private RejectReason Refused()
    {
        HasRefused = true;
        return RejectReason.CommandBurst;
    }

    private ExecutionReport Fill(EntryOrder order, long price, long quantity)
    {
        Fills++;
        quantity = Math.Min(quantity, order.Leaves);
        long signed = order.Side == Side.Buy ? quantity : -quantity;
        decimal value = (decimal)price * signed / 1_000_000;   // Prices in cents, quantities in 10^-4.
        long before = Held;
        Held += signed;
        if (before == 0 || Math.Sign(before) == Math.Sign(signed)) { _cost += value; }
        else if (Held == 0 || Math.Sign(Held) == Math.Sign(before)) { _cost = _cost * Held / before; }
        else { _cost = value * Held / signed; }
        order.Leaves -= quantity;
        if (order.Leaves == 0) { Orders.Remove(order); }
        return new ExecutionReport { OrderId = order.Id, Kind = ReportKind.Fill, Side = order.Side, LastQuantity = new Quantity(quantity), LeavesQuantity = new Quantity(order.Leaves) };
    }

    private ExecutionReport End(EntryOrder order, ReportKind kind)
    {
        if (kind is not ReportKind.Canceled) { HasRefused = true; }
        Refusals++;
        Orders.Remove(order);
        return new ExecutionReport { OrderId = order.Id, Kind = kind, Side = order.Side };
    }
}

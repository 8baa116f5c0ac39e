using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>A limit order as the market sees it.</summary>
internal sealed class LadderOrder
{
    public required OrderId Id { get; init; }

    public required Side Side { get; init; }

    public required long Limit { get; init; }

    /// <summary>Who sent it.</summary>
    public required GridLadderTests.Version Version { get; init; }

    public long Leaves { get; set; }

    public bool IsAccepted { get; set; }

    public bool IsCancelled { get; set; }
}

/// <summary>One instrument's orders on a market that is unkind at random: parts, refusals, expiries, cancels of its own, full events.</summary>
internal sealed class LadderMarket(InstrumentTable instruments, Random random) : IRuleSetContext
{
    private long _position;
    private long _sequence;

    public List<LadderOrder> Orders { get; } = [];

    /// <summary>Under evaluation.</summary>
    public GridLadderTests.Version? Version { get; set; }

    /// <summary>Takes every order and ends none.</summary>
    public bool IsKind { get; set; }

    public long Fills { get; private set; }

    /// <summary>Orders that ended otherwise.</summary>
    public long Ends { get; private set; }

    public Timestamp Now => default;

    public InstrumentTable Instruments => instruments;

    public Quantity Position(InstrumentId instrument) => new(_position);

    public Quantity Working(InstrumentId instrument) => new(Orders.Sum(order => order.Side == Side.Buy ? order.Leaves : -order.Leaves));

    public int OpenOrders(InstrumentId instrument) => Orders.Count;

    public Money Cost(InstrumentId instrument) => Money.Zero(instruments[instrument].Quote);

    public Money Equity(Currency currency) => new(1_000_000 * Money.One, currency);

    public Money PeakEquity(Currency currency) => Equity(currency);

    public Price LastPrice(InstrumentId instrument) => default;

    public QuoteTick LastQuote(InstrumentId instrument) => default;

    /// <summary>What becomes of the orders at a price, one report after another; the position is that of each.</summary>
    public IEnumerable<(LadderOrder Order, ExecutionReport Report)> Reports(long price, bool isCalm)
    {
        foreach (LadderOrder order in Orders.ToArray())
        {
            if (!order.IsAccepted && !IsKind && random.Next(12) == 0) { yield return End(order, ReportKind.Rejected); continue; }
            if (!order.IsAccepted)
            {
                order.IsAccepted = true;
                yield return (order, new ExecutionReport { OrderId = order.Id, Kind = ReportKind.Accepted, LeavesQuantity = new Quantity(order.Leaves) });
            }

            bool crosses = order.Side == Side.Buy ? price <= order.Limit : price >= order.Limit;
            if (crosses && !isCalm && (!order.IsCancelled || random.Next(2) == 0))
            {
                bool isWhole = random.Next(3) > 0;
                yield return Fill(order, isWhole ? order.Leaves : Math.Max(10, order.Leaves / 20 * 10));
            }

            if (order.Leaves > 0 && (order.IsCancelled || (!IsKind && random.Next(60) == 0))) { yield return End(order, random.Next(2) == 0 || order.IsCancelled ? ReportKind.Canceled : ReportKind.Expired); }
        }
    }

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity) => throw new InvalidOperationException("A grid on the side of its position sends limit orders only.");

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order)
    {
        order = OrderId.None;
        if (!IsKind && random.Next(15) == 0) { return random.Next(2) == 0 ? RejectReason.CommandBurst : RejectReason.InsufficientCash; }
        order = new OrderId(++_sequence);
        Orders.Add(new LadderOrder { Id = order, Side = side, Limit = limit.Raw, Leaves = quantity.Raw, Version = Version! });
        return RejectReason.None;
    }

    public RejectReason Cancel(InstrumentId instrument, OrderId order) => throw new InvalidOperationException("Only a stop takes back single orders.");

    public RejectReason CancelAll(InstrumentId instrument)
    {
        foreach (LadderOrder order in Orders) { order.IsCancelled = true; }
        return RejectReason.None;
    }

    private (LadderOrder Order, ExecutionReport Report) Fill(LadderOrder order, long quantity)
    {
        Fills++;
        quantity = Math.Min(quantity, order.Leaves);
        order.Leaves -= quantity;
        _position += order.Side == Side.Buy ? quantity : -quantity;
        if (order.Leaves == 0) { Orders.Remove(order); }
        return (order, new ExecutionReport { OrderId = order.Id, Kind = ReportKind.Fill, Side = order.Side, LastQuantity = new Quantity(quantity), LeavesQuantity = new Quantity(order.Leaves) });
    }

    private (LadderOrder Order, ExecutionReport Report) End(LadderOrder order, ReportKind kind)
    {
        Ends++;
        Orders.Remove(order);
        return (order, new ExecutionReport { OrderId = order.Id, Kind = kind, Side = order.Side });
    }
}

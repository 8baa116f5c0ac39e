using System.Numerics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Risk;

internal sealed class PlainOrder
{
    public required OrderCommand Command { get; init; }

    public required BigInteger Leaves { get; set; }

    public required BigInteger Reserved { get; set; }
}

/// <summary>
/// The risk rules as one would write them down: integers of any size, a list of open orders that is gone through for every
/// sum, and the rules as a list of conditions. It shares no code with the gate.
/// </summary>
internal sealed class PlainRisk(InstrumentTable instruments, int maxOpenOrders)
{
    public Dictionary<(AccountId, Currency), BigInteger> Cash { get; } = [];

    public Dictionary<(AccountId, InstrumentId), BigInteger> Positions { get; } = [];

    public Dictionary<InstrumentId, BigInteger> Last { get; } = [];

    public Dictionary<(InstrumentId, RiskLimitKind), long> Limits { get; } = [];

    public List<PlainOrder> Open { get; } = [];

    public List<(InstrumentId Instrument, BigInteger Second)> Passed { get; } = [];

    public HashSet<OrderId> Cancelling { get; } = [];

    public TradingState State { get; set; }

    public BigInteger Working(AccountId account, InstrumentId instrument, Side side) => Open
        .Where(order => order.Command.Account == account && order.Command.Instrument == instrument && order.Command.Side == side)
        .Aggregate(BigInteger.Zero, (sum, order) => sum + order.Leaves);

    public BigInteger Reserved(AccountId account, Currency currency) => Open
        .Where(order => order.Command.Account == account && instruments[order.Command.Instrument].Quote == currency)
        .Aggregate(BigInteger.Zero, (sum, order) => sum + order.Reserved);

    public RejectReason Check(OrderCommand command, Timestamp now)
    {
        if (command.Action == CommandAction.Cancel) { return CheckCancel(command.OrderId); }
        if (!instruments.Contains(command.Instrument)) { return RejectReason.UnknownInstrument; }
        if (!Cash.Keys.Any(key => key.Item1 == command.Account)) { return RejectReason.UnknownAccount; }

        Instrument instrument = instruments[command.Instrument];
        BigInteger quantity = command.Quantity.Raw;
        BigInteger position = Positions.GetValueOrDefault((command.Account, command.Instrument));
        BigInteger last = Last.GetValueOrDefault(command.Instrument);
        BigInteger collar = Limit(RiskLimitKind.PriceCollar);
        BigInteger second = BigInteger.Divide(now.Nanoseconds, 1_000_000_000);
        bool market = command.Type == OrderType.Market;
        bool buy = command.Side == Side.Buy;
        BigInteger worst = buy
            ? position + Working(command.Account, command.Instrument, Side.Buy) + quantity
            : position - Working(command.Account, command.Instrument, Side.Sell) - quantity;
        BigInteger price = market ? last : buy ? command.Price.Raw : BigInteger.Max(command.Price.Raw, last);
        BigInteger dearest = market ? Ceiling(last * (10_000 + collar), 10_000) : price;
        BigInteger notional = Notional(instrument, price, quantity);
        BigInteger reserve = buy ? Notional(instrument, dearest, quantity) : 0;
        reserve += Ceiling(reserve * instrument.TakerFee.Raw, BigInteger.Pow(10, 8));

        (RejectReason Reason, bool Fails)[] rules =
        [
            (RejectReason.InvalidQuantity, quantity <= 0 || quantity % instrument.LotSize.Raw != 0),
            (RejectReason.InvalidPrice, !market && (command.Price.Raw <= 0 || command.Price.Raw % instrument.TickSize.Raw != 0)),
            (RejectReason.TradingHalted, State == TradingState.Halted),
            (RejectReason.ReducingOnly, State == TradingState.Reducing && (buy ? position >= 0 || worst > 0 : position <= 0 || worst < 0)),
            (RejectReason.OrderQuantityLimit, Exceeds(quantity, RiskLimitKind.OrderQuantity)),
            (RejectReason.NoReferencePrice, last.IsZero && (market || !collar.IsZero || (!buy && Limit(RiskLimitKind.OrderNotional) != 0))),
            (RejectReason.NotionalOverflow, notional > long.MaxValue || reserve > long.MaxValue),
            (RejectReason.OrderNotionalLimit, Exceeds(notional, RiskLimitKind.OrderNotional)),
            (RejectReason.PriceCollar, !market && !collar.IsZero && (buy
                ? (command.Price.Raw - last) * 10_000 > last * collar
                : (last - command.Price.Raw) * 10_000 > last * collar)),
            (RejectReason.PositionLimit, Exceeds(buy ? worst : -worst, RiskLimitKind.Position)),
            (RejectReason.ShortNotAllowed, !buy && worst < 0 && Limit(RiskLimitKind.ShortSelling) == 0),
            (RejectReason.InsufficientCash, buy && reserve > Cash[(command.Account, instrument.Quote)] - Reserved(command.Account, instrument.Quote)),
            (RejectReason.OrderRateLimit, Limit(RiskLimitKind.OrderRate) != 0
                && Passed.Count(passed => passed == (command.Instrument, second)) >= Limit(RiskLimitKind.OrderRate)),
            (RejectReason.Overloaded, Open.Count >= maxOpenOrders),
        ];
        foreach ((RejectReason reason, bool fails) in rules)
        {
            if (fails) { return reason; }
        }

        Open.Add(new PlainOrder { Command = command, Leaves = quantity, Reserved = reserve });
        Passed.Add((command.Instrument, second));
        return RejectReason.None;

        long Limit(RiskLimitKind kind) => Limits.GetValueOrDefault((command.Instrument, kind));
        bool Exceeds(BigInteger value, RiskLimitKind kind) => Limit(kind) != 0 && value > Limit(kind);
    }

    private RejectReason CheckCancel(OrderId id)
    {
        if (Open.Find(order => order.Command.OrderId == id) is not { } order) { return RejectReason.UnknownOrder; }
        if (!Cancelling.Add(id)) { return RejectReason.CancelPending; }
        return order.Leaves.IsZero ? RejectReason.UnknownOrder : RejectReason.None;
    }

    public void OnReport(PlainOrder order, in ExecutionReport report)
    {
        if (report.Kind == ReportKind.CancelRejected) { Cancelling.Remove(order.Command.OrderId); }
        Instrument instrument = instruments[order.Command.Instrument];
        if (report.Kind == ReportKind.Fill)
        {
            int sign = order.Command.Side == Side.Buy ? 1 : -1;
            BigInteger quantity = report.LastQuantity.Raw;
            var positionKey = (order.Command.Account, instrument.Id);
            Positions[positionKey] = Positions.GetValueOrDefault(positionKey) + (sign * quantity);
            Cash[(order.Command.Account, instrument.Quote)] -= sign * HalfEvenNotional(instrument, report.LastPrice.Raw, quantity);
            Cash[(order.Command.Account, report.FeeCurrency)] -= report.FeeRaw;
            order.Reserved -= BigInteger.Divide(order.Reserved * quantity, order.Leaves);
            order.Leaves -= quantity;
        }

        if (report.Kind is ReportKind.Canceled or ReportKind.Rejected or ReportKind.Expired || order.Leaves.IsZero) { Open.Remove(order); }
    }

    public static BigInteger HalfEvenNotional(Instrument instrument, BigInteger price, BigInteger quantity)
    {
        BigInteger unit = BigInteger.Pow(10, instrument.PriceScale + instrument.QuantityScale);
        BigInteger raw = BigInteger.DivRem(price * quantity * BigInteger.Pow(10, 8), unit, out BigInteger rest);
        int half = (rest * 2).CompareTo(unit);
        return half > 0 || (half == 0 && !raw.IsEven) ? raw + 1 : raw;
    }

    private static BigInteger Notional(Instrument instrument, BigInteger price, BigInteger quantity) =>
        Ceiling(price * quantity * BigInteger.Pow(10, 8), BigInteger.Pow(10, instrument.PriceScale + instrument.QuantityScale));

    private static BigInteger Ceiling(BigInteger numerator, BigInteger denominator) => -BigInteger.Divide(-numerator - denominator + 1, denominator);
}

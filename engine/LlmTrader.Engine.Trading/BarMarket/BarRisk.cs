using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The verdicts of <see cref="RiskGate"/> on the market orders of one cash account and their cancels, with limits on one order and no
/// further rules: the same ones, with the same hash. It says of what else comes that it can't judge it.
/// </summary>
public sealed class BarRisk
{
    private const long MaxQuantity = long.MaxValue / 4;

    private readonly InstrumentTable _instruments;
    private readonly CurrencyTable _currencies;
    private readonly InstrumentRisk[] _risks;
    private readonly Exposure[] _exposures;   // By instrument.
    private readonly long[] _reserved;        // By currency.
    private readonly RiskRecorder _recorder = new(records: null, keptToo: false);
    private readonly OpenBarOrder[] _open;    // In order of passing: there are few, and the first is done first.
    private int _count;

    /// <param name="instruments">All of spot.</param>
    /// <param name="options">What <see cref="Suits"/>.</param>
    /// <param name="accounts">One.</param>
    public BarRisk(InstrumentTable instruments, RiskOptions options, IReadOnlyList<AccountOptions> accounts)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(options);
        Invariant.Holds(Suits(options));
        _instruments = instruments;
        _currencies = new CurrencyTable(instruments, accounts);
        _reserved = new long[_currencies.Count];
        _exposures = new Exposure[instruments.Count];
        _risks = new InstrumentRisk[instruments.Count];
        for (int i = 0; i < _risks.Length; i++)
        {
            InstrumentId id = new(i);
            _risks[i] = new InstrumentRisk(options.InstrumentLimits.GetValueOrDefault(id, options.DefaultLimits), instruments[id].DearestFee.Raw);
        }

        _open = new OpenBarOrder[Math.Min(options.MaxOpenOrders, MaxOpenOrders)];
    }

    /// <summary>More than that are the gate's.</summary>
    public const int MaxOpenOrders = 32;

    /// <summary>Folds every command with its verdict, as <see cref="RiskGate.Hash"/>.</summary>
    public ulong Hash => _recorder.Hash;

    /// <summary>Whether there is nothing in the options that it would have to ask and can't.</summary>
    public static bool Suits(RiskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.InitialState == TradingState.Active && options.Rules.Count == 0
            && options.InstrumentLimits.Values.Append(options.DefaultLimits).All(limits => limits.Position.IsZero && limits.OrderRate == 0);
    }

    /// <summary>A new last price; one that is not positive is no reference for an order.</summary>
    public void OnClose(InstrumentId instrument, Price close)
    {
        if (close.Raw > 0) { _risks[instrument.Value].Last = close; }
    }

    /// <summary>The verdict on a command; an order that gets <see cref="RejectReason.None"/> is reserved from here on. False when only <see cref="RiskGate"/> can say.</summary>
    /// <param name="command">Of a known instrument.</param>
    /// <param name="book">The account's cash.</param>
    /// <param name="verdict">The answer.</param>
    public bool TryCheck(in OrderCommand command, AccountBook book, out RejectReason verdict)
    {
        ArgumentNullException.ThrowIfNull(book);
        verdict = RejectReason.None;
        long reserveRaw = 0;
        bool isNew = command.Action == CommandAction.New;
        if (isNew)
        {
            if (!IsAtMarket(in command) || _count == _open.Length || !TryJudge(in command, book, out verdict, out reserveRaw)) { return false; }
        }
        else if (command.Action == CommandAction.Cancel) { verdict = CheckCancel(command.OrderId); }
        else { return false; }

        _recorder.Fold(in command, verdict);
        if (isNew && verdict == RejectReason.None) { Reserve(in command, reserveRaw); }
        return true;
    }

    /// <summary>Takes an answer of the venue in, and tells what it makes of its order; none of one that is done.</summary>
    public OrderStatus OnReport(InstrumentId instrument, in ExecutionReport report)
    {
        int at = PlaceOf(report.OrderId);
        if (at < 0) { return OrderStatus.None; }
        ref OpenBarOrder order = ref _open[at];
        if (report.Kind == ReportKind.Accepted && order.State.Status == OrderStatus.PendingNew)
        {
            order.State = new OrderState(OrderStatus.New);   // What most reports come to; it holds what it held.
            return OrderStatus.New;
        }

        order.State = OrderStateMachine.Next(order.State, in report);
        OrderStatus status = order.State.Status;
        bool isDone = OrderStateMachine.IsTerminal(status);
        if (report.Kind == ReportKind.Fill) { _exposures[instrument.Value].AddFill(report.Side, report.LastQuantity); }
        else if (!isDone) { return status; }   // It holds what it held.

        Quantity left = isDone ? Quantity.Zero : order.Leaves - report.LastQuantity;
        long reservedRaw = isDone ? 0 : WorkingOrder.PartOf(order.ReservedRaw, order.Leaves, left).ReservedRaw;
        _exposures[instrument.Value].ChangeWorking(report.Side, left - order.Leaves);
        _reserved[_currencies.QuoteOf(instrument)] += reservedRaw - order.ReservedRaw;
        (order.Leaves, order.ReservedRaw) = (left, reservedRaw);
        if (isDone && at < --_count) { _open.AsSpan(at + 1, _count - at).CopyTo(_open.AsSpan(at)); }
        return status;
    }

    /// <summary>Where an order stands; none of one that is not open.</summary>
    public OrderStatus StatusOf(OrderId id) => PlaceOf(id) is >= 0 and int at ? _open[at].State.Status : OrderStatus.None;

    private int PlaceOf(OrderId id)
    {
        for (int at = 0; at < _count; at++)
        {
            if (_open[at].Id == id) { return at; }
        }

        return -1;
    }

    private RejectReason CheckCancel(OrderId id)
    {
        int at = PlaceOf(id);
        if (at < 0) { return RejectReason.UnknownOrder; }
        ref OrderState state = ref _open[at].State;
        if (OrderStateMachine.IsPending(state.Status)) { return RejectReason.CancelPending; }
        bool isLegal = OrderStateMachine.TryNext(state, CommandAction.Cancel, out state);
        Invariant.Holds(isLegal);   // What is open can be cancelled.
        return RejectReason.None;
    }

    private static bool IsAtMarket(in OrderCommand command) =>
        command is { Type: OrderType.Market, TimeInForce: TimeInForce.GoodTillCancel } && command.IsPlain && !command.Strategy.IsEngine;

    // In the gate's order. What breaks a limit is a verdict with a record of its own: the gate's business.
    private bool TryJudge(in OrderCommand command, AccountBook book, out RejectReason verdict, out long reserveRaw)
    {
        reserveRaw = 0;
        Instrument instrument = _instruments[command.Instrument];
        verdict = RejectReason.None;
        if (command.Quantity.Raw <= 0 || command.Quantity.Raw % instrument.LotSize.Raw != 0) { verdict = RejectReason.InvalidQuantity; return true; }   // All that OrderShape asks of it.

        ref InstrumentRisk risk = ref _risks[command.Instrument.Value];
        if (!Keeps(RiskRuleKind.OrderQuantity, command.Quantity.Raw, risk.OrderQuantityLimit, in command)) { return false; }
        if (!risk.HasLast) { verdict = RejectReason.NoReferencePrice; return true; }
        if (!OrderValue.TryCompute(instrument, in command, in risk, out OrderValue value)) { verdict = RejectReason.NotionalOverflow; return true; }
        if (!Keeps(RiskRuleKind.OrderNotional, value.NotionalRaw, risk.OrderNotionalLimit, in command)) { return false; }
        if (!TryWorstCase(in _exposures[command.Instrument.Value], in command, out long worstCase)) { return false; }
        if (command.Side == Side.Sell && worstCase < 0 && !risk.ShortSelling) { verdict = RejectReason.ShortNotAllowed; return true; }

        int quote = _currencies.QuoteOf(command.Instrument);
        long available = checked(book.CashRaw(command.Account, quote) - _reserved[quote]);
        reserveRaw = value.ReserveRaw;
        if (reserveRaw > 0 && reserveRaw > available) { verdict = RejectReason.InsufficientCash; }
        return true;
    }

    // As Exposure.WorstCase, where 64 bits hold it.
    private static bool TryWorstCase(in Exposure exposure, in OrderCommand command, out long worstCase)
    {
        long working = command.Side == Side.Buy ? exposure.WorkingBuys.Raw : exposure.WorkingSells.Raw;
        long quantity = command.Quantity.Raw;
        worstCase = 0;
        if (Math.Max(working, quantity) > MaxQuantity || Math.Abs(exposure.Position.Raw) > MaxQuantity) { return false; }
        worstCase = command.Side == Side.Buy ? exposure.Position.Raw + working + quantity : exposure.Position.Raw - working - quantity;
        return true;
    }

    private bool Keeps(RiskRuleKind kind, long observed, long limit, in OrderCommand command)
    {
        if (limit == 0) { return true; }
        if (observed > limit) { return false; }
        _recorder.Add(
            command.OrderId, observed, limit, RiskRuleTable.ShorthandIdOf(kind), command.Account, command.Strategy, RiskPhase.Before, RiskAction.None, RejectReason.None,
            command.Instrument);
        return true;
    }

    private void Reserve(in OrderCommand command, long reserveRaw)
    {
        ref OpenBarOrder order = ref _open[_count++];
        order.Id = command.OrderId;
        order.Leaves = command.Quantity;
        order.ReservedRaw = reserveRaw;
        order.State = new OrderState(OrderStatus.PendingNew);
        _exposures[command.Instrument.Value].ChangeWorking(command.Side, command.Quantity);
        ref long reserved = ref _reserved[_currencies.QuoteOf(command.Instrument)];
        reserved = checked(reserved + reserveRaw);
    }

    private struct OpenBarOrder
    {
        public OrderId Id;
        public Quantity Leaves;
        public long ReservedRaw;
        public OrderState State;
    }
}

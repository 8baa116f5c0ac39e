using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Says of every order whether it may go to a venue. The rules run in one fixed order and the first that fails is the
/// answer; an order that passes has its cash, its quantity and its place in the order table reserved until its last report.
/// It keeps its own copy of cash and positions, folded from reports alone; each rule costs the same however many orders work.
/// </summary>
public sealed class RiskGate
{
    private const ulong HashSeed = 3;

    private readonly InstrumentTable _instruments;
    private readonly RiskLedger _ledger;
    private readonly InstrumentRisk[] _risks;
    private readonly long[] _rejections = new long[(int)Enum.GetValues<RejectReason>().Max() + 1];
    private HashAccumulator _hash = new(HashSeed);

    /// <summary>Throws <see cref="ArgumentException"/> that names the option or the account that can't be used.</summary>
    public RiskGate(InstrumentTable instruments, RiskOptions options, IReadOnlyList<AccountOptions> accounts)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validated(instruments);
        _instruments = instruments;
        _ledger = new RiskLedger(instruments, accounts, options.MaxOpenOrders);
        _risks = new InstrumentRisk[instruments.Count];
        for (int i = 0; i < _risks.Length; i++)
        {
            _risks[i] = new InstrumentRisk(options.InstrumentLimits.GetValueOrDefault(new InstrumentId(i), options.DefaultLimits));
        }

        State = options.InitialState;
    }

    public TradingState State { get; private set; }

    /// <summary>Orders that have passed and are not done.</summary>
    public int OpenOrders => _ledger.OpenOrders;

    /// <summary>New orders that passed.</summary>
    public long PassedOrders { get; private set; }

    /// <summary>Orders and cancels that did not pass, by <see cref="RejectReason"/> as the index.</summary>
    public ReadOnlySpan<long> Rejections => _rejections;

    /// <summary>Folds every command with its verdict: equal hashes mean equal verdicts on equal orders.</summary>
    public ulong Hash => _hash.Value;

    /// <summary>The filled position, signed.</summary>
    public Quantity Position(AccountId account, InstrumentId instrument) => _ledger.ExposureOf(account, instrument).Position;

    /// <summary>What working orders of a side may still fill.</summary>
    public Quantity Working(AccountId account, InstrumentId instrument, Side side)
    {
        ref readonly Exposure exposure = ref _ledger.ExposureOf(account, instrument);
        return side == Side.Buy ? exposure.WorkingBuys : exposure.WorkingSells;
    }

    public Money Cash(AccountId account, Currency currency) => _ledger.Cash(account, currency);

    /// <summary>The part of the cash that working buys may still need, fees included.</summary>
    public Money Reserved(AccountId account, Currency currency) => _ledger.Reserved(account, currency);

    /// <summary>
    /// The verdict on a command. A new order that gets <see cref="RejectReason.None"/> is reserved from here on. The cancel
    /// of an open order always passes, whatever state trading is in: taking an order back lowers the risk. What can't pass
    /// is a cancel of an order that is not open, or a second one while the first is unanswered.
    /// </summary>
    /// <param name="command">The order or the cancel; its own verdict field is not read.</param>
    /// <param name="now">Engine time of the event that caused it.</param>
    public RejectReason Check(in OrderCommand command, Timestamp now)
    {
        bool isNew = command.Action == CommandAction.New;
        RejectReason verdict = isNew ? CheckNew(in command, now) : _ledger.TryCancel(command.OrderId);
        if (verdict != RejectReason.None) { _rejections[(int)verdict]++; }
        else if (isNew) { PassedOrders++; }

        OrderCommand judged = command;
        judged.Verdict = verdict;
        _hash.Fold(in judged);
        return verdict;
    }

    /// <summary>A new last price. One that is not positive is no reference for an order, and the one before stays.</summary>
    public void OnMarketPrice(InstrumentId instrument, Price last)
    {
        if (last.Raw > 0) { _risks[instrument.Value].Last = last; }
    }

    /// <summary>Takes a report in. The gate's own rejections change nothing: what did not pass reserved nothing.</summary>
    public void OnReport(InstrumentId instrument, in ExecutionReport report, ReportSource source)
    {
        if (source != ReportSource.Risk) { _ledger.OnReport(instrument, in report); }
    }

    /// <summary>
    /// Puts a limit in force for later orders, of one instrument or of all of them, also of those that had a limit of their
    /// own. The change must be valid (<see cref="RiskLimits.IsValid"/>) and its instrument known.
    /// </summary>
    public void OnLimitChange(in RiskLimitChange change)
    {
        Invariant.Holds(RiskLimits.IsValid(in change));
        if (!change.Instrument.IsNone)
        {
            Invariant.Holds(_instruments.Contains(change.Instrument));
            _risks[change.Instrument.Value].Change(in change);
            return;
        }

        foreach (ref InstrumentRisk risk in _risks.AsSpan()) { risk.Change(in change); }
    }

    public void OnTradingState(in TradingStateChange change)
    {
        Invariant.Holds(change.State is TradingState.Active or TradingState.Reducing or TradingState.Halted);
        State = change.State;
    }

    // In the order of RejectReason. UnknownAccount and NotionalOverflow, which have later numbers, stand where the rules
    // behind them first need an account and an amount.
    private RejectReason CheckNew(in OrderCommand command, Timestamp now)
    {
        Invariant.Holds(command.Side is Side.Buy or Side.Sell);
        Invariant.Holds(command.Type is OrderType.Market or OrderType.Limit);
        if (!_instruments.Contains(command.Instrument)) { return RejectReason.UnknownInstrument; }
        if (command.Account.Value >= _ledger.AccountCount) { return RejectReason.UnknownAccount; }

        Instrument instrument = _instruments[command.Instrument];
        if (!IsValidQuantity(instrument, in command)) { return RejectReason.InvalidQuantity; }
        if (!IsValidPrice(instrument, in command)) { return RejectReason.InvalidPrice; }

        ref readonly Exposure exposure = ref _ledger.ExposureOf(command.Account, command.Instrument);
        if (State == TradingState.Halted) { return RejectReason.TradingHalted; }
        if (State == TradingState.Reducing && !exposure.IsReducedBy(command.Side, command.Quantity)) { return RejectReason.ReducingOnly; }

        ref InstrumentRisk risk = ref _risks[command.Instrument.Value];
        if (Exceeds(command.Quantity.Raw, risk.OrderQuantityLimit)) { return RejectReason.OrderQuantityLimit; }
        if (!risk.HasLast && risk.NeedsLast(in command)) { return RejectReason.NoReferencePrice; }
        if (!OrderValue.TryCompute(instrument, in command, in risk, out OrderValue value)) { return RejectReason.NotionalOverflow; }
        if (Exceeds(value.NotionalRaw, risk.OrderNotionalLimit)) { return RejectReason.OrderNotionalLimit; }
        if (risk.IsOutsideCollar(in command)) { return RejectReason.PriceCollar; }

        Int128 worstCase = exposure.WorstCase(command.Side, command.Quantity);
        if (ExceedsPosition(command.Side, worstCase, risk.PositionLimit)) { return RejectReason.PositionLimit; }
        if (command.Side == Side.Sell && worstCase < 0 && !risk.ShortSelling) { return RejectReason.ShortNotAllowed; }

        // Sells need no cash of their own: their fee comes out of the proceeds.
        if (value.ReserveRaw > 0 && value.ReserveRaw > _ledger.AvailableRaw(command.Account, command.Instrument)) { return RejectReason.InsufficientCash; }
        if (risk.OrderRateLimit != 0 && risk.Orders.CountAt(now) >= risk.OrderRateLimit) { return RejectReason.OrderRateLimit; }
        if (_ledger.IsFull) { return RejectReason.Overloaded; }

        _ledger.Reserve(in command, value.ReserveRaw);
        risk.Orders.Add(now);
        return RejectReason.None;
    }

    private static bool IsValidQuantity(Instrument instrument, in OrderCommand command) =>
        command.Quantity.Raw > 0 && command.Quantity.Raw % instrument.LotSize.Raw == 0;

    private static bool IsValidPrice(Instrument instrument, in OrderCommand command) =>
        command.Type == OrderType.Market || (command.Price.Raw > 0 && command.Price.Raw % instrument.TickSize.Raw == 0);

    private static bool Exceeds(long value, long limit) => limit != 0 && value > limit;

    // Only the order's own side counts: one that shrinks a position which is over a lowered limit must pass. A position
    // that 64 bits can't hold exceeds any limit, also one that is off.
    private static bool ExceedsPosition(Side side, Int128 worstCase, long limit)
    {
        Int128 most = limit != 0 ? limit : long.MaxValue;
        return side == Side.Buy ? worstCase > most : worstCase < -most;
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Says of every order whether it may go to a venue. The rules run in one fixed order and the first that fails is the
/// answer; an order that passes has its cash, its quantity and its place in the order table reserved until its last report.
/// It keeps its own copy of cash and positions, folded from reports alone; each rule costs the same however many orders work.
/// </summary>
public sealed partial class RiskGate : IAvailableFunds, IFlattenView, IOpeningOrders, ISnapshotState
{
    private readonly InstrumentTable _instruments;
    private readonly RiskLedger _ledger;
    private readonly AccountBook _accounts;
    private readonly MarginBook _margin;
    private readonly RiskRules _rules;
    private readonly OrderRules _orderRules;   // Of the rules, as the stops.
    private readonly RiskStops _stops;
    private readonly RiskRecorder _recorder;
    private readonly KillSwitch _kill;
    private readonly InstrumentRisk[] _risks;
    private readonly bool _valuesPositions;   // A rule or a perpetual's margin asks what accounts are worth.
    private readonly long[] _rejections = new long[(int)Enum.GetValues<RejectReason>().Max() + 1];

    /// <summary>Throws <see cref="ArgumentException"/> that names the option, the rule or the account that can't be used.</summary>
    /// <param name="instruments">The engine's.</param>
    /// <param name="options">Limits and rules.</param>
    /// <param name="accounts">The engine's.</param>
    /// <param name="strategies">The rule-set slots with their cash shares, numbered as accounts; null when there are none.</param>
    /// <param name="strategyAccount">The account that the slots trade on.</param>
    /// <param name="port">The way of the risk engine's own commands to the Sequencer; null sends none.</param>
    /// <param name="records">Takes the verdicts; null keeps none.</param>
    /// <param name="marketRules">What the venues ask; null when they are open around the clock.</param>
    /// <param name="startsSmall">There is room for few orders at first, which grows.</param>
    public RiskGate(
        InstrumentTable instruments, RiskOptions options, IReadOnlyList<AccountOptions> accounts, IReadOnlyList<AccountOptions>? strategies = null,
        AccountId strategyAccount = default, ICommandPort? port = null, IRiskRecords? records = null,
        MarketRulesTable? marketRules = null, bool startsSmall = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        strategies ??= [];
        _recorder = new RiskRecorder(records, options.RecordKeptRules);
        options.Validated(instruments, accounts.Count, strategies.Count);
        _instruments = instruments;
        _accounts = new AccountBook(instruments, accounts);
        _ledger = new RiskLedger(instruments, _accounts.Currencies, accounts.Count, options.MaxOpenOrders, startsSmall);
        _margin = new MarginBook(instruments, accounts, _accounts);
        _risks = new InstrumentRisk[instruments.Count];
        for (int i = 0; i < _risks.Length; i++)
        {
            RiskLimits limits = options.InstrumentLimits.GetValueOrDefault(new InstrumentId(i), options.DefaultLimits);
            _risks[i] = new InstrumentRisk(limits, instruments[new InstrumentId(i)].DearestFee.Raw);
        }

        State = options.InitialState;
        _rules = new RiskRules(instruments, options.Rules, accounts, strategies, strategyAccount, _accounts, this, _recorder, marketRules ?? MarketRulesTable.Without(instruments));
        (_orderRules, _stops) = (_rules.Orders, _rules.Stops);
        _ledger.Observer = _rules;
        _valuesPositions = options.Rules.Count > 0 || instruments.All.ToArray().Any(instrument => instrument.IsPerpetual);
        _kill = new KillSwitch(
            new OrderTracker(_ledger, port), new Flattener(instruments, accounts.Count, this, port, _recorder), _rules);
    }

    public TradingState State { get; private set; }

    /// <summary>What an operator has set of a strategy; rules may stop more.</summary>
    public TradingState StateOf(StrategyId strategy) => _stops.StateOf(strategy);

    /// <summary>Orders that have passed and are not done.</summary>
    public int OpenOrders => _ledger.OpenOrders;

    /// <summary>New orders that passed.</summary>
    public long PassedOrders { get; private set; }

    /// <summary>Orders and cancels that did not pass, by <see cref="RejectReason"/> as the index.</summary>
    public ReadOnlySpan<long> Rejections => _rejections;

    /// <summary>Folds every command with its verdict: equal hashes mean equal verdicts on equal orders.</summary>
    public ulong Hash => _recorder.Hash;

    /// <summary>Verdicts that found no room with their event; the hash knows them all the same.</summary>
    public long DroppedRecords => _recorder.Dropped;

    /// <summary>Blocks everything and takes back what works, from a kill to its reset.</summary>
    public KillSwitch Kill => _kill;

    /// <summary>Whether something is waited for that time alone can bring: data that grows old, a position that could not be closed.</summary>
    public bool WaitsForTime => _rules.WaitsForTime || _kill.WaitsForTime;

    /// <summary>The filled position, signed.</summary>
    public Quantity Position(AccountId account, InstrumentId instrument) => _ledger.ExposureOf(account, instrument).Position;

    /// <summary>What working orders of a side may still fill.</summary>
    public Quantity Working(AccountId account, InstrumentId instrument, Side side)
    {
        ref readonly Exposure exposure = ref _ledger.ExposureOf(account, instrument);
        return side == Side.Buy ? exposure.WorkingBuys : exposure.WorkingSells;
    }

    /// <summary>The stage's own copy of cash and positions; equity only where a rule or a perpetual asks for it, else positions stand at cost.</summary>
    public AccountBook Accounts => _accounts;

    /// <summary>The margin of the perpetual positions among them.</summary>
    public MarginBook Margin => _margin;

    public Money Cash(AccountId account, Currency currency) => _accounts.Cash(account, currency);

    /// <summary>The part of the cash or the free margin that working orders may still need, fees included.</summary>
    public Money Reserved(AccountId account, Currency currency) => _ledger.Reserved(account, currency);

    /// <summary>
    /// The verdict on a command. A new order that gets <see cref="RejectReason.None"/> is reserved from here on, and an amendment
    /// for what it makes of its order, judged as a new order would be. The cancel of an open order always passes, whatever state
    /// trading is in: taking an order back lowers the risk. What can't pass is a cancel or an amendment of an order that is
    /// not open, or a second one while the first is unanswered.
    /// </summary>
    /// <param name="command">The order or the cancel; its own verdict field is not read.</param>
    /// <param name="now">Engine time of the event that caused it.</param>
    public RejectReason Check(in OrderCommand command, Timestamp now)
    {
        bool isNew = command.Action == CommandAction.New;
        RejectReason verdict = command.Action switch
        {
            CommandAction.New => CheckNew(in command, now),
            CommandAction.Amend => CheckAmend(in command, now),
            _ => CheckCancel(command.OrderId),
        };
        if (verdict == RejectReason.None && isNew) { PassedOrders++; }
        Judge(in command, verdict);
        return verdict;
    }

    /// <summary>A group passes as a whole or not at all: takes back an order that passed just now, since another one of its group did not.</summary>
    public RejectReason Withdraw(in OrderCommand command)
    {
        _ledger.Withdraw(command.OrderId);
        PassedOrders--;
        return Refuse(in command);
    }

    /// <summary>As <see cref="Withdraw"/>, of an order that has not been judged.</summary>
    public RejectReason Refuse(in OrderCommand command)
    {
        Judge(in command, RejectReason.InvalidGroup);
        return RejectReason.InvalidGroup;
    }

    /// <summary>Time goes on: to be called before an event is taken in.</summary>
    public void OnTime(Timestamp now) => _rules.OnTime(now);

    /// <summary>
    /// Whether a new price is only to be remembered: there is no rule, no margin hangs on it and nothing is being taken back. So it
    /// is with most prices of most runs.
    /// </summary>
    public bool IsQuiet => !_valuesPositions && !_kill.HasWork;

    /// <summary>A new last price while <see cref="IsQuiet"/>.</summary>
    public void OnQuietPrice(InstrumentId instrument, Price last, Timestamp now)
    {
        if (last.Raw > 0) { _risks[instrument.Value].Last = last; }
        _rules.OnIdlePrice(instrument, last, now);
    }

    /// <summary>A new last price. One that is not positive is no reference for an order, and the one before stays.</summary>
    public void OnMarketPrice(InstrumentId instrument, Price last, Timestamp now = default)
    {
        _rules.OnData(instrument, now);
        if (last.Raw > 0) { _risks[instrument.Value].Last = last; }
        if (_valuesPositions)
        {
            _accounts.Mark(instrument, last);
            _margin.OnPrice(instrument);
        }

        _rules.OnPrice(instrument, last, now);
    }

    /// <summary>As <see cref="OnMarketPrice"/>, of a price that has traded: it can be a day's close.</summary>
    /// <param name="instrument">A known one.</param>
    /// <param name="price">Of the trade, or a bar's last.</param>
    /// <param name="at">When it traded; a bar's opening says whose day it is.</param>
    /// <param name="now">Engine time.</param>
    public void OnTraded(InstrumentId instrument, Price price, Timestamp at, Timestamp now)
    {
        _rules.OnTraded(instrument, price, at);
        OnMarketPrice(instrument, price, now);
    }

    /// <summary>A perpetual's mark price: values positions and margin. Orders are still judged by the last price.</summary>
    public void OnMarkPrice(InstrumentId instrument, Price mark)
    {
        _accounts.OnMarkPrice(instrument, mark);
        _margin.OnPrice(instrument);
        _rules.OnMarkPrice(instrument, mark);
    }

    public void OnCashFlow(in CashFlow flow)
    {
        _accounts.OnCashFlow(in flow);
        _rules.OnCashFlow(in flow);
    }

    public void OnFunding(InstrumentId instrument, in FundingPayment funding)
    {
        for (int i = 0; i < _accounts.AccountCount; i++)
        {
            AccountId account = new((ushort)i);
            long amount = _accounts.OnFunding(account, instrument, in funding);
            if (amount != 0) { _margin.OnFunding(account, instrument, amount); }
        }

        _rules.OnFunding(instrument, in funding);
    }

    /// <summary>A new quote; its middle, if it has one, is told as a price.</summary>
    public void OnQuote(InstrumentId instrument, in QuoteTick quote, Timestamp now)
    {
        _rules.OnData(instrument, now);
        _rules.OnQuote(instrument, in quote);
    }

    public void OnStatus(InstrumentId instrument, InstrumentStatus status) => _rules.OnStatus(instrument, status);

    /// <summary>Asks the rules that the market can break, and what a flatten left open; after an event of the instrument has been taken in.</summary>
    public void Watch(InstrumentId instrument, Timestamp now)
    {
        _rules.Watch(instrument, now);
        _kill.OnMarket(instrument);
        TakeStops();
    }

    /// <summary>As <see cref="Watch"/>, of everything that is held: a second has passed.</summary>
    public void WatchAll(Timestamp now)
    {
        _rules.WatchAll(now);
        _kill.LookAgain();
        TakeStops();
    }

    /// <summary>Sends what has come to be cancelled; at the end of an event.</summary>
    public void SendCancels()
    {
        if (_kill.WantsCancels) { _kill.Send(_stops, State); }
    }

    /// <inheritdoc/>
    public void CancelOpening(AccountId account, Currency currency)
    {
        _kill.WantOpening(account, currency);
        SendCancels();   // Before what they make way for.
    }

    /// <summary>Takes a report in. The gate's own rejections change nothing: what did not pass reserved nothing.</summary>
    public void OnReport(InstrumentId instrument, in ExecutionReport report, ReportSource source)
    {
        if (source == ReportSource.Risk) { return; }
        ReportedOrder order = _ledger.OnReport(instrument, in report);
        if (report.Kind == ReportKind.Fill)
        {
            _accounts.OnReport(instrument, in report);
            _margin.OnFill(instrument, in report);
        }

        _kill.OnReport(instrument, in report, order);
        if (report.Kind == ReportKind.Fill)
        {
            _rules.OnFill(instrument, in report);
            if (State == TradingState.Reducing || _stops.AnyReduces) { _kill.Want(); }   // What reduced a larger position may open now.
        }

        TakeStops();
    }

    /// <summary>Another limit for a configured rule, or why nothing changes, which is recorded as a verdict.</summary>
    public RejectReason OnRuleChange(in RiskRuleChange change) => _rules.Change(in change);

    public void OnKill(in Kill kill) => _kill.Throw(kill.Flatten != 0);

    /// <summary>Opens the kill switch. What rules have stopped stays so.</summary>
    public void OnKillReset() => _kill.Reset();

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

    /// <summary>
    /// Another state of trading. Halted takes back all that works, reducing what could open; active starts again what rules have
    /// stopped. What a rule halts or reduces is taken back in the same way.
    /// </summary>
    public void OnTradingState(in TradingStateChange change)
    {
        Invariant.Holds(change.State <= TradingState.Observe);
        State = change.State;
        if (State == TradingState.Active) { _rules.Reopen(); } else { _kill.Want(); }
    }

    /// <summary>Another state of one strategy, an operator's: it stays over <see cref="OnTradingState"/> until the next one.</summary>
    public void OnStrategyState(in StrategyStateChange change)
    {
        Invariant.Holds(change.State < TradingState.Observe);
        _stops.Set(change.Strategy, change.State);
        if (change.State != TradingState.Active) { _kill.Want(); }
    }

    /// <summary>Takes back what works now and is meant; what comes later is judged as ever.</summary>
    public void OnCancelAll(in CancelAll which) => _kill.WantAll(in which);

    /// <summary>A start from a backup only observes: others may have traded on since. A halt that was in force stays one.</summary>
    public void OnEpochStart(in EpochStart start)
    {
        if (start.Reason == EpochReason.Restore && State != TradingState.Halted) { State = TradingState.Observe; }
    }

    long IAvailableFunds.AvailableRaw(AccountId account, InstrumentId instrument) => AvailableRaw(account, instrument);

    ref readonly Exposure IFlattenView.ExposureOf(AccountId account, InstrumentId instrument) => ref _ledger.ExposureOf(account, instrument);

    Quantity IFlattenView.ClosableOf(AccountId account, InstrumentId instrument) =>
        _rules.Closable(account, instrument, _ledger.ExposureOf(account, instrument).Position);

    RejectReason IFlattenView.ObstacleOf(InstrumentId instrument) => _rules.PhaseOf(instrument) switch
    {
        SessionPhase.Halted => RejectReason.InstrumentHalted,
        not SessionPhase.Continuous => RejectReason.SessionClosed,   // A market order can't wait.
        _ => _risks[instrument.Value].HasLast ? RejectReason.None : RejectReason.NoReferencePrice,
    };

    // A rule may have stopped everything: that is the state of trading from here on.
    private void TakeStops()
    {
        if (_stops.HasNew) { TakeNewStops(); }
    }

    private void TakeNewStops()
    {
        _stops.HasNew = false;
        if (_stops.AllHalted) { State = TradingState.Halted; }
        _kill.Want();
    }

    private void Judge(in OrderCommand command, RejectReason verdict)
    {
        if (verdict != RejectReason.None) { _rejections[(int)verdict]++; }
        _orderRules.RecordKept(in command);
        _recorder.Fold(in command, verdict);
        if (command.Strategy == StrategyId.Risk) { _kill.OnVerdict(in command, verdict); }
    }

    private RejectReason CheckCancel(OrderId id)
    {
        RejectReason reason = _ledger.CanChange(id, CommandAction.Cancel);
        if (reason == RejectReason.None) { _ledger.BeginCancel(id); }
        return reason;
    }

    private RejectReason CheckNew(in OrderCommand command, Timestamp now)
    {
        Invariant.Holds(command.Side is Side.Buy or Side.Sell);
        Invariant.Holds(command.Type is >= OrderType.Market and <= OrderType.MarketIfTouched);
        if (!_instruments.Contains(command.Instrument)) { return RejectReason.UnknownInstrument; }
        if (command.Account.Value >= _ledger.AccountCount) { return RejectReason.UnknownAccount; }

        if (command.Strategy.IsEngine) { return CheckEngine(in command, now); }

        RejectReason reason = CheckRules(in command, _ledger.Added(in command), command.Quantity, heldRaw: 0, isNew: true, now, out OrderMargin need);
        if (reason != RejectReason.None) { return reason; }
        if (_ledger.IsFull) { return RejectReason.Overloaded; }
        Pass(in command, in need, now);
        return RejectReason.None;
    }

    private void Pass(in OrderCommand command, in OrderMargin need, Timestamp now)
    {
        _ledger.Reserve(in command, need.ReserveRaw, need.Opening);
        _rules.OnPassed(in command, now);
    }

    // One that leaves nothing to fill ends the order: like a cancel, it passes in every state of trading.
    private RejectReason CheckAmend(in OrderCommand command, Timestamp now)
    {
        RejectReason reason = _ledger.CanChange(command.OrderId, CommandAction.Amend);
        if (reason != RejectReason.None) { return reason; }

        ref readonly WorkingOrder order = ref _ledger.Find(command.OrderId);
        OrderCommand wanted = order.Command;
        if (command.Price.Raw != 0 && wanted.HasLimit) { wanted.Price = command.Price; }
        if (command.Trigger.Raw != 0) { wanted.Trigger = command.Trigger; }
        if (command.Quantity.Raw != 0) { wanted.Quantity = command.Quantity; }
        if (wanted.Contingency != Contingency.None && wanted.Quantity != order.Command.Quantity) { return RejectReason.UnsupportedOrder; }

        // Cut off by the venue, an order has less to fill than it has ordered; a new quantity counts anew.
        bool isResized = wanted.Quantity != order.Command.Quantity;
        Quantity leaves = isResized ? new Quantity(Math.Max(0, wanted.Quantity.Raw - order.Filled.Raw)) : order.Leaves;
        OrderMargin need = default;
        if (wanted.Quantity.Raw <= 0 || !leaves.IsZero)
        {
            Quantity added = order.CountsItself ? Quantity.Max(Quantity.Zero, leaves - order.HeldLeaves) : Quantity.Zero;
            reason = CheckRules(in wanted, added, leaves, order.HeldReservedRaw, isNew: false, now, out need);
            if (reason != RejectReason.None) { return reason; }
            _rules.OnAmended(in wanted, now);
        }

        _ledger.BeginAmend(in wanted, leaves, need.ReserveRaw, need.Opening);
        return RejectReason.None;
    }

    // In the order of RejectReason, but that UnknownAccount and NotionalOverflow, which have later numbers, and the forms of an
    // order stand where the rules behind them first need an account, an amount and a form.
    private RejectReason CheckRules(
        in OrderCommand command, Quantity added, Quantity leaves, long heldRaw, bool isNew, Timestamp now, out OrderMargin need)
    {
        need = default;
        Instrument instrument = _instruments[command.Instrument];
        RejectReason shape = OrderShape.Check(instrument, in command, now);
        if (shape != RejectReason.None) { return shape; }

        ref readonly Exposure exposure = ref _ledger.ExposureOf(command.Account, command.Instrument);
        Int128 worstCase = exposure.WorstCase(command.Side, added);
        bool reduces = Exposure.IsReduced(command.Side, worstCase);
        bool isOpen = State == TradingState.Active && !_kill.IsKilled && !_stops.Any;
        if (!isOpen && StopOf(in command, reduces) is not RejectReason.None and RejectReason stopped) { return stopped; }

        OrderFacts facts = default;   // Written in its place: a copy of what was just written waits for it.
        facts.Instrument = instrument;
        facts.Now = now;
        facts.Position = exposure.Position;
        facts.WorstCase = worstCase;
        facts.Added = added;
        facts.Reduces = reduces;
        facts.IsNew = isNew;
        RejectReason reason = AskRules(in command, leaves, heldRaw, ref facts, out need);
        TakeStops();
        return reason;
    }

    // Why what is stopped, all or in part, keeps an order from passing.
    private RejectReason StopOf(in OrderCommand command, bool reduces)
    {
        if (_kill.IsKilled) { return RejectReason.Killed; }
        if (State == TradingState.Halted) { return RejectReason.TradingHalted; }
        if (State == TradingState.Observe) { return RejectReason.Observing; }
        if (_stops.IsHalted(command.Strategy)) { return RejectReason.StrategyHalted; }
        bool mayOnlyReduce = State == TradingState.Reducing || _stops.IsReducing(command.Account, command.Strategy);
        return mayOnlyReduce && !reduces ? RejectReason.ReducingOnly : RejectReason.None;
    }

    // What the gate has to know itself stands between the parts of the rules.
    private RejectReason AskRules(in OrderCommand command, Quantity leaves, long heldRaw, ref OrderFacts facts, out OrderMargin need)
    {
        need = default;
        ref InstrumentRisk risk = ref _risks[command.Instrument.Value];
        OrderQuestion order = new(in command, in facts, in risk, binds: true);
        RejectReason reason = _orderRules.AskOrder(in order);
        if (reason != RejectReason.None) { return reason; }

        if (!risk.HasLast && (risk.NeedsLast(in command) || _rules.NeedsPrice(in command))) { return RejectReason.NoReferencePrice; }
        if (!OrderValue.TryCompute(facts.Instrument, in command, in risk, out OrderValue value)) { return RejectReason.NotionalOverflow; }
        facts.NotionalRaw = value.NotionalRaw;
        reason = _orderRules.AskValue(in order);
        if (reason != RejectReason.None) { return reason; }

        long worstCase = (long)facts.WorstCase;
        if (worstCase != facts.WorstCase || worstCase == long.MinValue) { return RejectReason.PositionLimit; }   // 64 bits must hold it, and its opposite.
        if (command.Side == Side.Sell && worstCase < 0 && !risk.ShortSelling) { return RejectReason.ShortNotAllowed; }

        reason = CheckFunds(in command, in value, leaves, heldRaw, in risk, ref facts, out need);
        if (reason != RejectReason.None) { return reason; }
        return _orderRules.AskPortfolio(in order);
    }

    // What the engine itself sends (a liquidation, a flattening) only ever reduces, and has to go whatever limit or state is in
    // force: a venue would do it anyway. It must be an order, no larger than the position and on its other side, and find a place.
    private RejectReason CheckEngine(in OrderCommand command, Timestamp now)
    {
        RejectReason shape = OrderShape.Check(_instruments[command.Instrument], in command, now);
        if (shape != RejectReason.None) { return shape; }
        Quantity position = _ledger.ExposureOf(command.Account, command.Instrument).Position;
        bool reduces = position.Raw > 0 == (command.Side == Side.Sell) && command.Quantity <= position.Abs();
        if (!reduces) { return RejectReason.NothingToReduce; }
        if (_ledger.IsFullForEngine) { return RejectReason.Overloaded; }
        Advise(in command, now);
        Pass(in command, new OrderMargin(Quantity.Zero, 0), now);
        return RejectReason.None;
    }

    // The rules are asked all the same, in their order, and what they say is recorded.
    private void Advise(in OrderCommand command, Timestamp now)
    {
        Instrument instrument = _instruments[command.Instrument];
        ref InstrumentRisk risk = ref _risks[command.Instrument.Value];
        OrderValue.TryCompute(instrument, in command, in risk, out OrderValue value);
        ref readonly Exposure exposure = ref _ledger.ExposureOf(command.Account, command.Instrument);
        OrderFacts facts = new()
        {
            Instrument = instrument,
            Now = now,
            Position = exposure.Position,
            WorstCase = exposure.WorstCase(command.Side, command.Quantity),
            Added = command.Quantity,
            Reduces = true,
            IsNew = true,
            NotionalRaw = value.NotionalRaw,
            AvailableRaw = AvailableRaw(command.Account, command.Instrument),
        };
        OrderQuestion order = new(in command, in facts, in risk, binds: false);
        _orderRules.AskOrder(in order);
        _orderRules.AskValue(in order);
        _orderRules.AskPortfolio(in order);
    }

    // Sells of spot need no cash of their own: their fee comes out of the proceeds. What has filled has been paid for.
    private RejectReason CheckFunds(
        in OrderCommand command, in OrderValue value, Quantity leaves, long heldRaw, in InstrumentRisk risk, ref OrderFacts facts, out OrderMargin need)
    {
        Instrument instrument = facts.Instrument;
        if (instrument.IsPerpetual)
        {
            RejectReason reason = OrderMargin.TryCompute(_margin, _accounts, instrument, in command, in value, facts.WorstCase, leaves, risk.DearestFee, out need);
            if (reason != RejectReason.None) { return reason; }
        }
        else { need = new OrderMargin(leaves, leaves == command.Quantity ? value.ReserveRaw : ReserveFor(instrument, command, leaves, in risk)); }

        facts.AvailableRaw = AvailableRaw(command.Account, command.Instrument);
        facts.ReserveRaw = need.ReserveRaw - heldRaw;
        if (facts.ReserveRaw <= 0 || facts.ReserveRaw <= facts.AvailableRaw) { return RejectReason.None; }
        return instrument.IsPerpetual ? RejectReason.InsufficientMargin : RejectReason.InsufficientCash;
    }

    // Less than the order's whole value, which fits.
    private static long ReserveFor(Instrument instrument, OrderCommand command, Quantity leaves, in InstrumentRisk risk)
    {
        command.Quantity = leaves;
        OrderValue.TryCompute(instrument, in command, in risk, out OrderValue value);
        return value.ReserveRaw;
    }

    private long AvailableRaw(AccountId account, InstrumentId instrument) =>
        checked(_margin.AvailableRaw(account, instrument) - _ledger.ReservedRaw(account, instrument));

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("risk gate");
        transfer.Part(_ledger);
        transfer.Part(_accounts);
        transfer.Part(_margin);
        transfer.Part(_rules);
        transfer.Part(_recorder);
        transfer.Part(_kill);
        transfer.Values(_risks.AsSpan());
        transfer.Values(_rejections.AsSpan());
        (TradingState state, long passed) = (State, PassedOrders);
        transfer.Value(ref state);
        transfer.Value(ref passed);
        (State, PassedOrders) = (state, passed);
    }
}

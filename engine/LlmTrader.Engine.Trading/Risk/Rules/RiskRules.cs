using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The configured rules at work: before a trade in fixed order until one is broken, on each event while something is held, and
/// after each fill. Each verdict is recorded with what the rule saw; what a broken rule stops, <see cref="Stops"/> knows.
/// </summary>
internal sealed class RiskRules : IWorkingObserver, ISnapshotState
{
    private readonly RiskRuleTable _table;
    private readonly ActiveRule[] _watched;   // Of the table.
    private readonly ActiveRule[] _after;
    private readonly RiskMarket[] _market;
    private readonly RiskVenue _venue;
    private readonly RiskPortfolio _accounts;
    private readonly StrategyHoldings _strategies;
    private readonly OrderCounts _counts;
    private readonly RecentOrders? _recent;   // Null when no rule asks.
    private readonly bool _isIdle;            // There are no rules but the limits.
    private readonly bool _keepsAccounts;     // Some rule looks at what accounts hold.
    private readonly bool _keepsStrategies;
    private readonly bool _looksAtFills;      // Some rule or the venue's settlement does.
    private readonly RiskMeasure _measure;
    private readonly RiskRecorder _recorder;
    private readonly int _cells;
    private Timestamp _now;
    private Timestamp _dayEnd = Timestamp.MinValue;

    /// <param name="instruments">The engine's.</param>
    /// <param name="rules">Valid ones.</param>
    /// <param name="accounts">The engine's.</param>
    /// <param name="strategies">The slots with their cash shares, numbered as accounts.</param>
    /// <param name="strategyAccount">The account that they trade on.</param>
    /// <param name="book">The accounts' book, which sees each price, fill and flow before the rules do.</param>
    /// <param name="funds">What accounts may still spend.</param>
    /// <param name="recorder">Takes the verdicts.</param>
    /// <param name="marketRules">What the venues themselves ask.</param>
    public RiskRules(
        InstrumentTable instruments, IReadOnlyList<RiskRule> rules, IReadOnlyList<AccountOptions> accounts, IReadOnlyList<AccountOptions> strategies,
        AccountId strategyAccount, AccountBook book, IAvailableFunds funds, RiskRecorder recorder, MarketRulesTable marketRules)
    {
        _market = new RiskMarket[instruments.Count];
        _accounts = new RiskPortfolio(instruments, accounts, book, _market);
        _strategies = new StrategyHoldings(instruments, strategies, strategyAccount, accounts, _market);
        _venue = new RiskVenue(marketRules, _market, accounts.Count, strategies.Count);
        _counts = new OrderCounts(instruments.Count, strategies.Count, accounts.Count, rules);
        _recent = rules.Any(rule => rule.Kind == RiskRuleKind.DuplicateOrder) ? new RecentOrders() : null;
        _isIdle = rules.Count == 0;
        _keepsAccounts = rules.Any(rule => rule.Scope != RiskRuleScope.Strategy && RiskRuleTraits.NeedsPortfolio(rule));
        _keepsStrategies = rules.Any(rule => rule.Scope == RiskRuleScope.Strategy && RiskRuleTraits.NeedsPortfolio(rule));
        _measure = new RiskMeasure(_market, _accounts, _strategies.Portfolio, _counts, _recent, funds, new PortfolioView(instruments, _market), _venue);
        _recorder = recorder;
        _cells = Math.Max(instruments.Count, Math.Max(_accounts.Currencies, _strategies.Portfolio.Currencies));
        _table = new RiskRuleTable(rules, Math.Max(_accounts.Holders, _strategies.Portfolio.Holders) * _cells);
        (_watched, _after) = (_table.Watched, _table.After);
        _looksAtFills = _keepsAccounts || _keepsStrategies || marketRules.Settles || _after.Length > 0;
        Stops = new RiskStops(accounts.Count, strategies.Count);
        Orders = new OrderRules(_table, _measure, _venue, recorder, Stops, strategies.Count);
        WatchesAge = Array.Exists(_table.Watched, rule => rule.Kind == RiskRuleKind.StaleMarketData);
    }

    public RiskStops Stops { get; }

    /// <summary>The rules as they are asked before a trade.</summary>
    public OrderRules Orders { get; }

    /// <summary>Rule-set slots; orders of higher numbers are of people or of the engine.</summary>
    public int StrategyCount => _strategies.Count;

    /// <summary>The configured rules as they are now, by id.</summary>
    public IReadOnlyList<RiskRule> InForce => [.. _table.Configured.Select(rule => rule.Rule with { Limit = rule.Limit, IsOn = rule.IsOn })];

    private bool WatchesAge { get; }

    /// <summary>What an instrument does now: its status or, without one, the calendar says it.</summary>
    public SessionPhase PhaseOf(InstrumentId instrument) => _venue.PhaseAt(instrument, _now);

    /// <summary>What of an account's position its venue takes one market order for on this day.</summary>
    public Quantity Closable(AccountId account, InstrumentId instrument, Quantity position) => _venue.Closable(account, instrument, position, _now);

    public bool NeedsPrice(in OrderCommand command) => _table.NeedsPrice(in command, StrategyCount);

    /// <summary>Whether a rule looks at ages and something is held that its data can become too old for.</summary>
    public bool WaitsForTime => WatchesAge && _accounts.Interests > 0;

    /// <summary>To be called before an event is taken in.</summary>
    public void OnTime(Timestamp now)
    {
        _now = now;
        if (now < _dayEnd || _isIdle) { return; }
        if (_dayEnd != Timestamp.MinValue)
        {
            _accounts.BeginDay();
            _strategies.Portfolio.BeginDay();
        }

        _dayEnd = RiskMarket.EndOfDay(now);
    }

    /// <summary>Data of any kind; a quote tells itself besides.</summary>
    public void OnData(InstrumentId instrument, Timestamp now)
    {
        if (!_isIdle) { _market[instrument.Value].OnData(now); }
    }

    public void OnQuote(InstrumentId instrument, in QuoteTick quote)
    {
        if (!_isIdle) { _market[instrument.Value].Quote = quote; }
    }

    /// <summary>A last price that is one, which the accounts' book has seen.</summary>
    public void OnPrice(InstrumentId instrument, Price last, Timestamp now)
    {
        _venue.OnPrice(instrument, last, now, isTraded: false);
        if (_keepsAccounts) { _accounts.OnPrice(instrument); }
        if (_keepsStrategies) { _strategies.OnPrice(instrument, last); }
    }

    /// <summary>As <see cref="OnPrice"/>, while there are no rules.</summary>
    public void OnIdlePrice(InstrumentId instrument, Price last, Timestamp now) => _venue.OnPrice(instrument, last, now, isTraded: false);

    /// <summary>A price that has traded at a time, a bar's when the bar began; to be told before it is the last one.</summary>
    public void OnTraded(InstrumentId instrument, Price price, Timestamp at) => _venue.OnPrice(instrument, price, at, isTraded: true);

    /// <summary>Values positions from here on; exposure and orders still go by the last price.</summary>
    public void OnMarkPrice(InstrumentId instrument, Price mark) => _strategies.OnMarkPrice(instrument, mark);

    public void OnFunding(InstrumentId instrument, in FundingPayment funding) => _strategies.OnFunding(instrument, in funding);

    /// <summary>A flatten begins: what slots hold is no longer theirs.</summary>
    public void OnFlatten()
    {
        if (_keepsStrategies) { _strategies.GiveUp(); }
    }

    public void OnKillReset() => _strategies.KeepAgain();

    public void OnStatus(InstrumentId instrument, InstrumentStatus status) => _market[instrument.Value].Status = status;

    /// <summary>A flow that the accounts' book has seen.</summary>
    public void OnCashFlow(in CashFlow flow)
    {
        _accounts.OnCashFlow(flow.Account.Value, flow.Currency, flow.AmountRaw);
        _strategies.OnCashFlow(in flow);
    }

    /// <summary>A change of a rule. What can't be put in force is recorded: the limit that was wanted and the one that stays.</summary>
    public RejectReason Change(in RiskRuleChange change)
    {
        RejectReason reason = _table.Change(in change, out long limit);
        if (reason == RejectReason.None) { return reason; }
        _recorder.Add(OrderId.None, change.Limit, limit, change.RuleId, default, StrategyId.Risk, RiskPhase.During, RiskAction.None, reason, InstrumentId.None);
        return reason;
    }

    /// <summary>An operator has opened trading: nothing is stopped any more, losses in a row are counted anew, and a rule that is still broken says so again.</summary>
    public void Reopen()
    {
        Stops.Clear();
        _accounts.ForgetLosses();
        _strategies.Portfolio.ForgetLosses();
        _table.Rearm();
    }

    /// <summary>An order has passed.</summary>
    public void OnPassed(in OrderCommand command, Timestamp now)
    {
        _counts.Add(in command, now);
        _recent?.Add(in command, now);
    }

    /// <summary>An amendment has passed: it counts among the orders of its second and its day.</summary>
    public void OnAmended(in OrderCommand wanted, Timestamp now) => _counts.AddChange(in wanted, now);

    public void OnWorking(in OrderCommand order, Side side, Quantity change)
    {
        if (change.IsZero) { return; }
        if (_keepsAccounts) { _accounts.OnWorking(order.Account.Value, order.Instrument, side, change.Raw); }
        if (_keepsStrategies && order.Strategy.Value < StrategyCount) { _strategies.Portfolio.OnWorking(order.Strategy.Value, order.Instrument, side, change.Raw); }
    }

    public void OnDone(in OrderCommand order) => _counts.Close(in order);

    /// <summary>A fill that the accounts' book has seen; the rules that look at trades are asked.</summary>
    public void OnFill(InstrumentId instrument, in ExecutionReport fill)
    {
        if (_looksAtFills) { TakeFill(instrument, in fill); }
    }

    private void TakeFill(InstrumentId instrument, in ExecutionReport fill)
    {
        _venue.OnFill(instrument, in fill, StrategyCount, _now);
        if (_keepsAccounts) { _accounts.OnFill(fill.Account.Value, instrument, fill.Side, fill.LastQuantity); }
        if (_keepsStrategies) { _strategies.OnFill(instrument, in fill); }
        foreach (ActiveRule rule in _after)
        {
            if (rule.IsOn) { AskAfter(rule, instrument, in fill); }
        }
    }

    /// <summary>Something about an instrument has changed: asks what a market can break. Each breach is told once, until it has healed.</summary>
    public void Watch(InstrumentId instrument, Timestamp now)
    {
        if (_watched.Length > 0) { AskWatched(instrument, now); }
    }

    private void AskWatched(InstrumentId instrument, Timestamp now)
    {
        foreach (ActiveRule rule in _watched)
        {
            if (!rule.IsOn || (rule.Scope == RiskRuleScope.Instrument && rule.Target >= 0 && rule.Target != instrument.Value)) { continue; }
            bool hasHolder = rule.Scope is RiskRuleScope.Strategy or RiskRuleScope.Account && rule.Target >= 0;
            int first = hasHolder ? rule.Target : 0;
            int end = hasHolder ? first + 1 : rule.Scope == RiskRuleScope.Strategy ? StrategyCount : _accounts.Holders;
            for (int holder = first; holder < end; holder++) { WatchHolder(rule, holder, instrument, now); }
        }
    }

    /// <summary>Time has passed: asks of every instrument that is held whether its data is too old.</summary>
    public void WatchAll(Timestamp now)
    {
        for (int i = 0; i < _market.Length; i++)
        {
            if (_accounts.IsOfInterest(new InstrumentId(i))) { Watch(new InstrumentId(i), now); }
        }
    }

    private void WatchHolder(ActiveRule rule, int holder, InstrumentId instrument, Timestamp now)
    {
        if (!_measure.IsWatchedFor(rule, holder, instrument)) { return; }
        long observed = _measure.OfHolder(rule, holder, instrument, now);
        if (!rule.Note(CellOf(rule, holder, instrument), rule.IsBroken(observed, rule.Limit))) { return; }
        Breach(rule, RiskPhase.During, observed, holder, instrument, default);
    }

    private void AskAfter(ActiveRule rule, InstrumentId instrument, in ExecutionReport fill)
    {
        OrderCommand of = new() { Instrument = instrument, Account = fill.Account, Strategy = fill.Strategy };
        if (!rule.Applies(in of, StrategyCount)) { return; }
        int holder = RiskMeasure.HolderOf(rule, in of);
        long observed = _measure.OfHolder(rule, holder, instrument, default);
        if (!rule.Note(CellOf(rule, holder, instrument), rule.IsBroken(observed, rule.Limit))) { return; }
        Breach(rule, RiskPhase.After, observed, holder, instrument, fill.OrderId);
    }

    // A breach belongs to a holder and to one instrument or currency of it.
    private int CellOf(ActiveRule rule, int holder, InstrumentId instrument) => (holder * _cells)
        + (RiskRuleTraits.IsPerInstrument(rule.Kind) ? instrument.Value : _measure.PortfolioOf(rule.Scope).QuoteOf(instrument));

    private void Breach(ActiveRule rule, RiskPhase phase, long observed, int holder, InstrumentId instrument, OrderId order)
    {
        bool isStrategy = rule.Scope == RiskRuleScope.Strategy;
        AccountId account = isStrategy ? default : new AccountId((ushort)holder);
        StrategyId strategy = isStrategy ? new StrategyId((ushort)holder) : StrategyId.Risk;
        _recorder.Add(order, observed, rule.Limit, rule.Id, account, strategy, phase, rule.Action, _venue.ReasonOf(rule, instrument), instrument);
        Stops.Stop(rule.Action, rule.Scope, account.Value, strategy);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("risk rules");
        transfer.Part(_table);
        transfer.Values(_market.AsSpan());
        transfer.Part(_venue);
        transfer.Part(_accounts);
        transfer.Part(_strategies);
        transfer.Part(_counts);
        if (_recent is not null) { transfer.Part(_recent); }
        transfer.Value(ref _now);
        transfer.Value(ref _dayEnd);
        transfer.Part(Stops);
    }
}

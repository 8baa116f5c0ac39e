using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The signals stage's own copy of where every slot stands, folded from market data and reports alone: last prices, working
/// orders, positions, cash share and equity. An intent counts as working from the moment it is wanted, answered or not:
/// otherwise the same decision would be taken twice.
/// </summary>
public sealed partial class RuleSetBook : ISnapshotState
{
    private readonly InstrumentTable _instruments;
    private readonly Currency[] _currencies;
    private readonly MarketView[] _market;
    private readonly Holding[] _holdings;     // By instrument, then slot.
    private readonly int[] _interests;        // Per slot: instruments with a position or open orders.
    private readonly SlotAccounts _accounts;   // One account per slot.
    private readonly CashShares _shares;
    private readonly CapitalShares _capital;
    private readonly CapitalUse _use;
    private readonly OrderMap<OpenIntent> _open;
    private readonly int _slots;
    private readonly AccountId _account;
    private bool _givesUp;

    /// <param name="options">What decisions depend on.</param>
    /// <param name="startsSmall">There is room for few orders at first, which grows.</param>
    public RuleSetBook(EngineOptions options, bool startsSmall = false)
    {
        IReadOnlyList<AccountOptions> shares = options.RuleSets.SlotAccounts(options.Accounts[options.StrategyAccount.Value]);
        _account = options.StrategyAccount;
        _instruments = options.Instruments;
        _slots = shares.Count;
        _market = new MarketView[_instruments.Count];
        _holdings = new Holding[_instruments.Count * _slots];
        _interests = new int[_slots];
        Histories = new SlotHistories(_instruments.Count, _slots, options.Bars.Specs.Count);
        _accounts = new SlotAccounts(_instruments, shares);
        _shares = new CashShares(options);
        _capital = new CapitalShares(_slots);
        _use = new CapitalUse(options);
        _open = new OrderMap<OpenIntent>(options.Risk.MaxOpenOrders, startsSmall);
        _currencies = [.. _instruments.All.ToArray().Select(instrument => instrument.Quote)
            .Concat(shares.SelectMany(share => share.InitialCash).Select(cash => cash.Currency)).Distinct()];
    }

    public InstrumentTable Instruments => _instruments;

    /// <summary>Orders that can be open besides those that are.</summary>
    public int Free => _open.Capacity - _open.Count;

    /// <summary>Folds every fill's effect on its slot.</summary>
    public ulong Hash => _accounts.Unvalued.Hash;

    public Quantity Position(StrategyId slot, InstrumentId instrument) => HoldingOf(slot, instrument).Position;

    public Quantity Working(StrategyId slot, InstrumentId instrument) => HoldingOf(slot, instrument).Working;

    internal SlotHolding SlotHolding(StrategyId slot, InstrumentId instrument)
    {
        ref readonly Holding holding = ref HoldingOf(slot, instrument);
        return new SlotHolding(holding.Position, holding.Working, holding.OpenOrders);
    }

    public Money Cost(StrategyId slot, InstrumentId instrument) =>
        new(_accounts.Unvalued.PositionOf(AccountOf(slot), instrument).CostRaw, _instruments[instrument].Quote);

    /// <summary>Zero of a currency that the engine has nothing to do with.</summary>
    public Money Equity(StrategyId slot, Currency currency) =>
        IsKnown(currency) ? _accounts.Valued.Equity(AccountOf(slot), currency) : Money.Zero(currency);

    /// <summary>As <see cref="Equity"/>.</summary>
    public Money PeakEquity(StrategyId slot, Currency currency) =>
        IsKnown(currency) ? _accounts.Valued.Peak(AccountOf(slot), currency) : Money.Zero(currency);

    public Price LastPrice(InstrumentId instrument) => _market[instrument.Value].Last;

    public QuoteTick LastQuote(InstrumentId instrument) => _market[instrument.Value].Quote;

    /// <summary>Whether the slot has a position or open orders in the instrument.</summary>
    public bool HasInterest(StrategyId slot, InstrumentId instrument) => HoldingOf(slot, instrument).IsOfInterest;

    /// <summary>As <see cref="HasInterest"/>, with the position.</summary>
    internal bool HasInterest(StrategyId slot, InstrumentId instrument, out Quantity position)
    {
        ref readonly Holding holding = ref HoldingOf(slot, instrument);
        position = holding.Position;
        return holding.IsOfInterest;
    }

    /// <summary>Instruments in which the slot has a position or open orders.</summary>
    public int Interests(StrategyId slot) => _interests[slot.Value];

    public int OpenOrders(StrategyId slot, InstrumentId instrument) => HoldingOf(slot, instrument).OpenOrders;

    /// <summary>The slots' accounts, valued at every price so far.</summary>
    internal AccountBook Valued => _accounts.Valued;

    /// <summary>The same where no price matters: cash and cost.</summary>
    internal AccountBook Unvalued => _accounts.Unvalued;

    /// <summary>Sets that decide and watch prices between bars; kept by the slots.</summary>
    internal int Watchers { get; set; }

    /// <summary>What outlives the versions of a slot.</summary>
    internal SlotHistories Histories { get; }

    /// <summary>Takes a new last price in when no slot has an interest in the instrument: nobody then asks for more. False, and nothing done, otherwise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNote(InstrumentId instrument, Price price)
    {
        ref MarketView view = ref _market[instrument.Value];
        if (view.Interested != 0) { return false; }
        view.Last = price;
        view.IsKnown = true;
        return true;
    }

    /// <summary>As before, of a quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryNote(InstrumentId instrument, in QuoteTick quote)
    {
        ref MarketView view = ref _market[instrument.Value];
        if (view.Interested != 0) { return false; }
        view.Quote = quote;
        if (!QuotePrice.TryMid(in quote, out Price mid)) { return true; }
        view.Last = mid;
        view.IsKnown = true;
        return true;
    }

    /// <summary>A new last price. True when some set watches prices and any slot has a position or open orders in the instrument.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool OnPrice(InstrumentId instrument, Price price)
    {
        if (!OnLast(instrument, price)) { return false; }
        Histories.OnTrade(instrument, price);
        return Watchers > 0;
    }

    /// <summary>A ready-made bar's close is the last price; what it means to positions, <see cref="SlotHistories"/> takes from the bar itself.</summary>
    internal void OnClose(InstrumentId instrument, Price close) => OnLast(instrument, close);

    // Whether any slot has an interest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool OnLast(InstrumentId instrument, Price price)
    {
        ref MarketView view = ref _market[instrument.Value];
        view.Last = price;
        view.IsKnown = true;
        if (view.Interested == 0) { return false; }   // Positions are valued when there are any: see OnFill.
        _accounts.Mark(instrument, price);
        return true;
    }

    /// <summary>A new quote; its middle is a price when it has two sides. True as of <see cref="OnPrice"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool OnQuote(InstrumentId instrument, in QuoteTick quote)
    {
        ref MarketView view = ref _market[instrument.Value];
        view.Quote = quote;
        if (QuotePrice.TryMid(in quote, out Price mid)) { OnLast(instrument, mid); }
        if (view.Interested == 0) { return false; }
        Histories.OnQuote(instrument, in quote);
        return Watchers > 0;
    }

    /// <summary>Cash of the slot's share that its working buys may still need, in the instrument's quote currency; zero with one slot.</summary>
    public Money Reserved(StrategyId slot, InstrumentId instrument) => new(_shares.ReservedRaw(slot, instrument), _instruments[instrument].Quote);

    /// <summary>Whether anything less than the account's cash and all of its capital bounds the slot: only then are the next two worth asking.</summary>
    public bool IsBound(StrategyId slot) => _shares.IsEnforced || !_capital.IsAll(slot);

    /// <summary>
    /// Whether the slot's own cash pays for orders at their worst prices, all of them; see <see cref="CashShares"/>. Buys that only
    /// close a short position always pass: a set must be able to get out.
    /// </summary>
    public bool CanPay(StrategyId slot, ReadOnlySpan<OrderRequest> requests)
    {
        if (!_shares.IsEnforced) { return true; }
        Int128 buys = 0;
        Int128 cost = 0;
        for (int i = 0; i < requests.Length; i++)
        {
            ref readonly OrderRequest order = ref requests[i];
            if (order.Side == Side.Sell || _instruments[order.Instrument].IsPerpetual) { continue; }
            buys += order.Quantity.Raw;
            cost += _shares.WorstCostRaw(order.Instrument, order.Side, order.Quantity, order.Type, order.Price, order.Trigger, LastPrice(order.Instrument));
        }

        if (buys == 0) { return true; }
        ref Holding holding = ref HoldingOf(slot, requests[0].Instrument);
        return (Int128)holding.Position.Raw + holding.WorkingBuysRaw + buys <= 0 || cost <= FreeRaw(slot, requests[0].Instrument);
    }

    public void OnMarkPrice(InstrumentId instrument, Price mark) => _accounts.OnMarkPrice(instrument, mark);

    /// <summary>Money in or out of the strategies' account goes to the slots in equal parts, rounded down; the first has the rest.</summary>
    public void OnCashFlow(in CashFlow flow)
    {
        if (flow.Account != _account || !IsKnown(flow.Currency)) { return; }
        CashFlow part = flow;
        long share = (long)Rounding.Floor(flow.AmountRaw, _slots);
        for (int slot = _slots - 1; slot >= 0; slot--)
        {
            part.Account = new AccountId((ushort)slot);
            part.AmountRaw = slot > 0 ? share : flow.AmountRaw - (share * (_slots - 1));
            _accounts.OnCashFlow(in part);
        }
    }

    /// <summary>Each slot pays or receives for its own position.</summary>
    public void OnFunding(InstrumentId instrument, in FundingPayment funding)
    {
        ShowPrice(instrument);
        for (int slot = 0; slot < _slots; slot++) { _accounts.OnFunding(new AccountId((ushort)slot), instrument, in funding); }
    }

    /// <summary>
    /// A fill that no slot wanted, of the engine's own order: it closes what the slots hold on that side, the first slot's
    /// first; what none of them holds was a person's. The fee goes by quantity, ties to even. True when a slot had a part.
    /// </summary>
    public bool OnEngineFill(InstrumentId instrument, in ExecutionReport fill)
    {
        if (fill.Account != _account) { return false; }
        Quantity left = fill.LastQuantity;
        for (int i = 0; i < _slots && !left.IsZero; i++)
        {
            StrategyId slot = new((ushort)i);
            ref Holding holding = ref HoldingOf(slot, instrument);
            if (holding.Position.IsZero || holding.Position.Raw > 0 == (fill.Side == Side.Buy)) { continue; }
            ExecutionReport part = fill;
            part.LastQuantity = Quantity.Min(left, holding.Position.Abs());
            part.FeeRaw = (long)Rounding.HalfEven((Int128)fill.FeeRaw * part.LastQuantity.Raw, fill.LastQuantity.Raw);
            holding.Position += Signed(fill.Side, part.LastQuantity);
            Histories.OnMove(slot, instrument, holding.Position);
            left -= part.LastQuantity;
            OnFill(slot, instrument, in part);
            Track(slot, instrument, wasOfInterest: true, holding.IsOfInterest);
        }

        return left != fill.LastQuantity;
    }

    /// <summary>
    /// Gives up all that the slots hold, as if it had been sold or bought back at the last price without a fee: the account's
    /// positions are being closed over their heads. Until <see cref="KeepAgain"/>, what still fills is given up at once.
    /// </summary>
    public void GiveUp()
    {
        _givesUp = true;
        for (int i = 0; i < _instruments.Count; i++)
        {
            for (int slot = 0; slot < _slots; slot++) { GiveUp(new StrategyId((ushort)slot), new InstrumentId(i), _market[i].Last); }
        }
    }

    public void KeepAgain() => _givesUp = false;

    public void OnIntent(in OrderCommand command)
    {
        ref OpenIntent intent = ref _open.Add(command.OrderId);
        intent.Ordered = command.Quantity;
        intent.Price = command.Price;
        intent.Trigger = command.Trigger;
        intent.Type = command.Type;
        intent.Flags = command.Flags;
        intent.Contingency = command.Contingency;
        intent.Group = command.Group;
        intent.Side = command.Side;
        intent.Counts = command.Contingency is Contingency.None or Contingency.Parent;   // Of the others of a group only one can fill.
        intent.Leaves = command.Quantity;
        intent.Status = OrderStatus.PendingNew;
        intent.Instrument = command.Instrument;
        intent.Slot = command.Strategy;
        ref Holding holding = ref HoldingOf(command.Strategy, command.Instrument);
        bool wasOfInterest = holding.IsOfInterest;
        holding.OpenOrders++;
        holding.Count(in intent, command.Quantity);
        if (_shares.IsEnforced) { Reserve(ref intent); }
        Track(command.Strategy, command.Instrument, wasOfInterest, isOfInterest: true);
    }

    /// <summary>Whether a cancel of the slot's order makes sense; it is then on its way and must not be sent again.</summary>
    public bool TryCancel(StrategyId slot, OrderId id)
    {
        ref OpenIntent intent = ref _open.Find(id);
        if (Unsafe.IsNullRef(ref intent) || intent.Slot != slot || intent.IsChanging) { return false; }
        intent.IsChanging = true;
        return true;
    }

    /// <summary>As <see cref="TryCancel"/>, of an amendment. What it adds to the quantity counts as working from here on, and what it may cost is set aside.</summary>
    public RejectReason TryAmend(StrategyId slot, OrderId id, Price price, Quantity quantity, Price trigger, out InstrumentId instrument)
    {
        ref OpenIntent intent = ref _open.Find(id);
        instrument = InstrumentId.None;
        if (Unsafe.IsNullRef(ref intent) || intent.Slot != slot || intent.IsChanging) { return RejectReason.UnknownOrder; }
        instrument = intent.Instrument;
        long more = MoreCostOf(in intent, price, quantity, trigger);
        if (more > 0 && more > FreeRaw(slot, instrument)) { return RejectReason.InsufficientCash; }
        if (!IsWithinShare(in intent, id, price, quantity, trigger)) { return RejectReason.CapitalShare; }
        BeginAmend(ref intent, price, quantity, trigger);
        return RejectReason.None;
    }

    /// <summary>A person cancels or amends what may be a slot's order. While a change is under way risk refuses another one.</summary>
    public void OnForeignChange(in OrderCommand command)
    {
        ref OpenIntent intent = ref _open.Find(command.OrderId);
        if (Unsafe.IsNullRef(ref intent) || intent.IsChanging) { return; }
        if (command.Action == CommandAction.Amend) { BeginAmend(ref intent, command.Price, command.Quantity, command.Trigger); }
        else { intent.IsChanging = true; }
    }

    /// <summary>The slot's oldest open order from before a sequence that is not being cancelled; of one instrument unless that is none.</summary>
    public bool TryFindUncancelled(StrategyId slot, InstrumentId of, long before, out OrderId id, out InstrumentId instrument)
    {
        for (int at = _open.First; at >= 0; at = _open.NextOf(at))
        {
            ref OpenIntent intent = ref _open.At(at);
            if (_open.IdAt(at).Sequence >= before) { break; }   // In order of arrival.
            if (intent.Slot != slot || intent.IsChanging || !(of.IsNone || of == intent.Instrument)) { continue; }
            (id, instrument) = (_open.IdAt(at), intent.Instrument);
            return true;
        }

        (id, instrument) = (OrderId.None, InstrumentId.None);
        return false;
    }

    /// <summary>Folds a report of a slot's order; others are not in the table and are passed over. True with its slot when it was one.</summary>
    public bool OnReport(InstrumentId instrument, in ExecutionReport report, out StrategyId slot)
    {
        ref OpenIntent intent = ref _open.Find(report.OrderId);
        slot = default;
        if (Unsafe.IsNullRef(ref intent)) { return false; }
        slot = intent.Slot;
        ref Holding holding = ref HoldingOf(slot, instrument);
        Fold(ref intent, ref holding, instrument, in report);
        if (!OrderStateMachine.IsTerminal(intent.Status)) { return true; }

        if (!intent.Unfilled.IsZero) { holding.Count(in intent, -intent.Unfilled); }
        if (intent.ReservedRaw > 0) { Release(ref intent, intent.ReservedRaw); }
        holding.OpenOrders--;
        _open.Remove(report.OrderId);
        Track(slot, instrument, wasOfInterest: true, holding.IsOfInterest);
        return true;
    }

    /// <inheritdoc/>
    /// <remarks>How many sets watch prices the slots say themselves.</remarks>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("rule-set book");
        transfer.Values(_market.AsSpan());
        transfer.Values(_holdings.AsSpan());
        transfer.Values(_interests.AsSpan());
        transfer.Part(Histories);
        transfer.Part(_accounts);
        transfer.Part(_shares);
        transfer.Part(_capital);
        transfer.Part(_open);
        transfer.Value(ref _givesUp);
    }

    private void Release(ref OpenIntent intent, long raw)
    {
        intent.ReservedRaw -= raw;
        _shares.Release(intent.Slot, intent.Instrument, raw);
    }

    private void Reserve(ref OpenIntent intent)
    {
        long worst = _shares.WorstCostRaw(intent.Instrument, intent.Side, intent.Ordered, intent.Type, intent.Price, intent.Trigger, LastPrice(intent.Instrument));
        intent.ReservedRaw = _shares.Reserve(intent.Slot, intent.Instrument, worst);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fold(ref OpenIntent intent, ref Holding holding, InstrumentId instrument, in ExecutionReport report)
    {
        switch (report.Kind)
        {
            case ReportKind.Fill:
                holding.Position += Signed(report.Side, report.LastQuantity);
                Histories.OnMove(intent.Slot, instrument, holding.Position);
                Shrink(ref intent, ref holding, report.LeavesQuantity);
                OnFill(intent.Slot, instrument, in report);
                if (_givesUp) { GiveUp(intent.Slot, instrument, report.LastPrice); }
                break;
            case ReportKind.Accepted or ReportKind.Triggered when !report.LeavesQuantity.IsZero: Shrink(ref intent, ref holding, report.LeavesQuantity); break;
            case ReportKind.Replaced: Replace(ref intent, ref holding, in report); return;
            case ReportKind.CancelRejected or ReportKind.ReplaceRejected:
                // The order works on and may be changed again; unless another change is under way, which goes on.
                if (report.Reason != RejectReason.CancelPending) { EndChange(ref intent, ref holding, tookEffect: false); }
                return;
            case ReportKind.Unknown: intent.IsChanging = false; break;   // Its answer is lost, so it may be asked for again; what it may cost stays set aside.
            default: break;
        }

        intent.Status = OrderStateMachine.Next(new OrderState(intent.Status), in report).Status;   // Of changes it keeps account itself.
    }

    private void Replace(ref OpenIntent intent, ref Holding holding, in ExecutionReport report)
    {
        EndChange(ref intent, ref holding, tookEffect: true);
        intent.Ordered = report.LastQuantity;
        Shrink(ref intent, ref holding, report.LeavesQuantity);
        holding.Count(in intent, report.LeavesQuantity - intent.Leaves);   // It may have grown.
        intent.Leaves = report.LeavesQuantity;
        intent.Status = report.LeavesQuantity.IsZero ? OrderStatus.Filled : intent.Status;   // Whoever asked for it.
    }

    private void BeginAmend(ref OpenIntent intent, Price price, Quantity quantity, Price trigger)
    {
        intent.GrowthRaw = _shares.Reserve(intent.Slot, intent.Instrument, MoreCostOf(in intent, price, quantity, trigger));
        intent.ReservedRaw += intent.GrowthRaw;
        Quantity growth = Quantity.Max(Quantity.Zero, quantity - intent.Ordered);
        HoldingOf(intent.Slot, intent.Instrument).Count(in intent, growth - intent.Growth);
        intent.Growth = growth;
        intent.IsChanging = true;
        if (price.Raw != 0) { intent.WantedPrice = price; }
        if (trigger.Raw != 0) { intent.WantedTrigger = trigger; }
    }

    // A lower price gives nothing back before the order ends: whoever reckons with the worst need not hurry.
    private void EndChange(ref OpenIntent intent, ref Holding holding, bool tookEffect)
    {
        holding.Count(in intent, -intent.Growth);
        if (!tookEffect) { Release(ref intent, Math.Min(intent.GrowthRaw, intent.ReservedRaw)); }
        if (tookEffect && intent.WantedPrice.Raw != 0) { intent.Price = intent.WantedPrice; }
        if (tookEffect && intent.WantedTrigger.Raw != 0) { intent.Trigger = intent.WantedTrigger; }
        intent.WantedPrice = intent.WantedTrigger = Price.Zero;
        intent.GrowthRaw = 0;
        intent.Growth = Quantity.Zero;
        intent.IsChanging = false;
    }

    // What the order may cost beyond what is set aside for it, if the amendment takes effect.
    private long MoreCostOf(in OpenIntent intent, Price price, Quantity quantity, Price trigger)
    {
        Quantity leaves = intent.LeavesAt(quantity);
        Price limit = price.Raw != 0 ? price : intent.Price;
        Price wake = trigger.Raw != 0 ? trigger : intent.Trigger;
        long cost = _shares.WorstCostRaw(intent.Instrument, intent.Side, leaves, intent.Type, limit, wake, LastPrice(intent.Instrument));
        return Math.Max(0, cost - intent.ReservedRaw);
    }

    // What has filled, or was cut off, needs no cash any more.
    private void Shrink(ref OpenIntent intent, ref Holding holding, Quantity leaves)
    {
        if (leaves >= intent.Leaves) { return; }
        if (intent.ReservedRaw > 0) { Release(ref intent, CashShares.PartOf(intent.ReservedRaw, intent.Leaves - leaves, intent.Leaves)); }
        holding.Count(in intent, leaves - intent.Leaves);
        intent.Leaves = leaves;
    }

    private Int128 FreeRaw(StrategyId slot, InstrumentId instrument) =>
        (Int128)_accounts.Unvalued.Cash(AccountOf(slot), _instruments[instrument].Quote).Raw - _shares.ReservedRaw(slot, instrument);

    private void GiveUp(StrategyId slot, InstrumentId instrument, Price price)
    {
        ref Holding holding = ref HoldingOf(slot, instrument);
        Quantity position = holding.Position;
        if (position.IsZero) { return; }
        bool wasOfInterest = holding.IsOfInterest;
        holding.Position = Quantity.Zero;
        Histories.OnMove(slot, instrument, Quantity.Zero);
        ExecutionReport given = new()
        {
            Kind = ReportKind.Fill,
            Side = position.Raw > 0 ? Side.Sell : Side.Buy,
            LastQuantity = position.Abs(),
            LastPrice = price,
            FeeCurrency = _instruments[instrument].Quote,
        };
        OnFill(slot, instrument, in given);
        Track(slot, instrument, wasOfInterest, holding.IsOfInterest);
    }

    // The share's account is the slot. Its prices stood still while nobody had an interest, so the last one is shown first.
    private void OnFill(StrategyId slot, InstrumentId instrument, in ExecutionReport fill)
    {
        ShowPrice(instrument);
        _accounts.OnFill(instrument, AccountOf(slot), in fill);
    }

    private void ShowPrice(InstrumentId instrument)
    {
        ref readonly MarketView view = ref _market[instrument.Value];
        if (view.IsKnown) { _accounts.Mark(instrument, view.Last); }
    }

    private void Track(StrategyId slot, InstrumentId instrument, bool wasOfInterest, bool isOfInterest)
    {
        if (wasOfInterest == isOfInterest) { return; }
        int change = isOfInterest ? 1 : -1;
        _market[instrument.Value].Interested += change;
        _interests[slot.Value] += change;
    }

    private ref Holding HoldingOf(StrategyId slot, InstrumentId instrument) => ref _holdings[(instrument.Value * _slots) + slot.Value];

    private bool IsKnown(Currency currency) => Array.IndexOf(_currencies, currency) >= 0;

    private static AccountId AccountOf(StrategyId slot) => new(slot.Value);

    private static Quantity Signed(Side side, Quantity quantity) => side == Side.Buy ? quantity : -quantity;

    private struct MarketView
    {
        public Price Last;
        public int Interested;   // Slots with a position or open orders.
        public bool IsKnown;
        public QuoteTick Quote;
    }

    private struct Holding
    {
        public Quantity Position;
        public Quantity Working;
        public Int128 WorkingBuysRaw;
        public int OpenOrders;

        public readonly bool IsOfInterest => OpenOrders > 0 || !Position.IsZero;

        // So much more of the order may fill, or less.
        public void Count(in OpenIntent intent, Quantity change)
        {
            if (intent.Counts) { Working += Signed(intent.Side, change); }
            if (intent.Side == Side.Buy) { WorkingBuysRaw += change.Raw; }
        }
    }

    private struct OpenIntent
    {
        public Quantity Ordered;
        public Quantity Leaves;
        public long ReservedRaw;   // Cash set aside for a buy's leaves.
        public long GrowthRaw;     // Of it, what an unanswered amendment adds.
        public Price Price;
        public Price Trigger;
        public Price WantedPrice;     // Of an unanswered amendment; 0 keeps.
        public Price WantedTrigger;
        public OrderType Type;
        public OrderFlags Flags;
        public Contingency Contingency;
        public byte Group;
        public Quantity Growth;   // What an unanswered amendment adds.
        public InstrumentId Instrument;
        public StrategyId Slot;
        public Side Side;
        public OrderStatus Status;
        public bool Counts;
        public bool IsChanging;   // A cancel or an amendment is under way.

        // What an amendment to this quantity leaves to be filled; zero keeps it.
        public readonly Quantity LeavesAt(Quantity quantity) => quantity.IsZero ? Leaves : Quantity.Max(Quantity.Zero, Leaves + (quantity - Ordered));

        // What may still fill, if an unanswered amendment takes effect.
        public readonly Quantity Unfilled => Leaves + Growth;
    }
}

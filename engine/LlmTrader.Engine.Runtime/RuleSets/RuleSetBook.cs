using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The signals stage's own copy of where every slot stands, folded from market data and reports alone: last prices, working
/// orders, positions, cash share and equity. An intent counts as working from the moment it is wanted, answered or not:
/// otherwise the same decision would be taken twice.
/// </summary>
public sealed class RuleSetBook
{
    private readonly InstrumentTable _instruments;
    private readonly Currency[] _currencies;
    private readonly MarketView[] _market;
    private readonly Holding[] _holdings;     // By instrument, then slot.
    private readonly int[] _interests;        // Per slot: instruments with a position or open orders.
    private readonly SlotAccounts _accounts;   // One account per slot.
    private readonly CashShares _shares;
    private readonly OrderMap<OpenIntent> _open;
    private readonly int _slots;

    public RuleSetBook(EngineOptions options)
    {
        IReadOnlyList<AccountOptions> shares = options.RuleSets.SlotAccounts(options.Accounts[options.StrategyAccount.Value]);
        _instruments = options.Instruments;
        _slots = shares.Count;
        _market = new MarketView[_instruments.Count];
        _holdings = new Holding[_instruments.Count * _slots];
        _interests = new int[_slots];
        _accounts = new SlotAccounts(_instruments, shares);
        _shares = new CashShares(options);
        _open = new OrderMap<OpenIntent>(options.Risk.MaxOpenOrders);
        _currencies = [.. _instruments.All.ToArray().Select(instrument => instrument.Quote)
            .Concat(shares.SelectMany(share => share.InitialCash).Select(cash => cash.Currency)).Distinct()];
    }

    public InstrumentTable Instruments => _instruments;

    /// <summary>Whether no further order can be open.</summary>
    public bool IsFull => _open.IsFull;

    /// <summary>Folds every fill's effect on its slot.</summary>
    public ulong Hash => _accounts.Unvalued.Hash;

    public Quantity Position(StrategyId slot, InstrumentId instrument) => HoldingOf(slot, instrument).Position;

    public Quantity Working(StrategyId slot, InstrumentId instrument) => HoldingOf(slot, instrument).Working;

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

    /// <summary>Instruments in which the slot has a position or open orders.</summary>
    public int Interests(StrategyId slot) => _interests[slot.Value];

    public int OpenOrders(StrategyId slot, InstrumentId instrument) => HoldingOf(slot, instrument).OpenOrders;

    /// <summary>Sets that decide and watch prices between bars; kept by the slots.</summary>
    internal int Watchers { get; set; }

    /// <summary>A new last price. True when some set watches prices and any slot has a position or open orders in the instrument.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool OnPrice(InstrumentId instrument, Price price)
    {
        ref MarketView view = ref _market[instrument.Value];
        view.Last = price;
        view.IsKnown = true;
        if (view.Interested == 0) { return false; }   // Positions are valued when there are any: see OnFill.
        _accounts.Mark(instrument, price);
        return Watchers > 0;
    }

    /// <summary>A new quote; its middle is a price when it has two sides. True as of <see cref="OnPrice"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool OnQuote(InstrumentId instrument, in QuoteTick quote)
    {
        ref MarketView view = ref _market[instrument.Value];
        view.Quote = quote;
        return QuotePrice.TryMid(in quote, out Price mid) ? OnPrice(instrument, mid) : view.Interested != 0 && Watchers > 0;
    }

    /// <summary>Cash of the slot's share that its working buys may still need, in the instrument's quote currency; zero with one slot.</summary>
    public Money Reserved(StrategyId slot, InstrumentId instrument) => new(_shares.ReservedRaw(slot, instrument), _instruments[instrument].Quote);

    /// <summary>
    /// Whether the slot's own cash pays for an order at its worst price; see <see cref="CashShares"/>. A buy that only closes a
    /// short position always passes: a set must be able to get out.
    /// </summary>
    public bool CanPay(StrategyId slot, InstrumentId instrument, Side side, Quantity quantity, Price limit, OrderType type)
    {
        if (!_shares.IsEnforced || side == Side.Sell) { return true; }
        ref Holding holding = ref HoldingOf(slot, instrument);
        if ((Int128)holding.Position.Raw + holding.WorkingBuysRaw + quantity.Raw <= 0) { return true; }
        Int128 free = (Int128)_accounts.Unvalued.Cash(AccountOf(slot), _instruments[instrument].Quote).Raw - _shares.ReservedRaw(slot, instrument);
        return _shares.WorstCostRaw(instrument, side, quantity, type, limit, LastPrice(instrument)) <= free;
    }

    public void OnIntent(in OrderCommand command)
    {
        ref OpenIntent intent = ref _open.Add(command.OrderId);
        intent.Leaves = Signed(command.Side, command.Quantity);
        intent.Status = OrderStatus.PendingNew;
        intent.Instrument = command.Instrument;
        intent.Slot = command.Strategy;
        ref Holding holding = ref HoldingOf(command.Strategy, command.Instrument);
        bool wasOfInterest = holding.IsOfInterest;
        holding.Working += intent.Leaves;
        holding.OpenOrders++;
        if (command.Side == Side.Buy) { holding.WorkingBuysRaw += command.Quantity.Raw; }
        long worst = _shares.WorstCostRaw(command.Instrument, command.Side, command.Quantity, command.Type, command.Price, LastPrice(command.Instrument));
        intent.ReservedRaw = _shares.Reserve(command.Strategy, command.Instrument, worst);
        Track(command.Strategy, command.Instrument, wasOfInterest, isOfInterest: true);
    }

    /// <summary>Whether a cancel of the slot's order makes sense; it is then on its way and must not be sent again.</summary>
    public bool TryCancel(StrategyId slot, OrderId id)
    {
        ref OpenIntent intent = ref _open.Find(id);
        if (Unsafe.IsNullRef(ref intent) || intent.Slot != slot || intent.IsCancelPending) { return false; }
        intent.IsCancelPending = true;
        return true;
    }

    /// <summary>The slot's oldest open order from before a sequence that is not being cancelled; of one instrument unless that is none.</summary>
    public bool TryFindUncancelled(StrategyId slot, InstrumentId of, long before, out OrderId id, out InstrumentId instrument)
    {
        for (int at = _open.First; at >= 0; at = _open.NextOf(at))
        {
            ref OpenIntent intent = ref _open.At(at);
            if (_open.IdAt(at).Sequence >= before) { break; }   // In order of arrival.
            if (intent.Slot != slot || intent.IsCancelPending || !(of.IsNone || of == intent.Instrument)) { continue; }
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
        if (report.Kind == ReportKind.CancelRejected)
        {
            intent.IsCancelPending = false;   // The order works on, and may be cancelled again.
            return true;
        }

        ref Holding holding = ref HoldingOf(slot, instrument);
        if (report.Kind == ReportKind.Fill)
        {
            Quantity filled = Signed(report.Side, report.LastQuantity);
            if (intent.ReservedRaw > 0) { Release(ref intent, CashShares.PartOf(intent.ReservedRaw, report.LastQuantity, intent.Leaves)); }
            if (report.Side == Side.Buy) { holding.WorkingBuysRaw -= filled.Raw; }
            holding.Position += filled;
            holding.Working -= filled;
            intent.Leaves -= filled;
            OnFill(slot, instrument, report);
        }

        intent.Status = OrderStateMachine.Next(intent.Status, in report);
        if (!OrderStateMachine.IsTerminal(intent.Status)) { return true; }
        Release(ref intent, intent.ReservedRaw);
        holding.WorkingBuysRaw -= Math.Max(0, intent.Leaves.Raw);
        holding.Working -= intent.Leaves;
        holding.OpenOrders--;
        _open.Remove(report.OrderId);
        Track(slot, instrument, wasOfInterest: true, holding.IsOfInterest);
        return true;
    }

    private void Release(ref OpenIntent intent, long raw)
    {
        intent.ReservedRaw -= raw;
        _shares.Release(intent.Slot, intent.Instrument, raw);
    }

    // The share's account is the slot. Its prices stood still while nobody had an interest, so the last one is shown first.
    private void OnFill(StrategyId slot, InstrumentId instrument, ExecutionReport fill)
    {
        if (_market[instrument.Value].IsKnown) { _accounts.Mark(instrument, _market[instrument.Value].Last); }
        fill.Account = AccountOf(slot);
        _accounts.OnReport(instrument, in fill);
    }

    private void Track(StrategyId slot, InstrumentId instrument, bool wasOfInterest, bool isOfInterest)
    {
        int change = (isOfInterest ? 1 : 0) - (wasOfInterest ? 1 : 0);
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
    }

    private struct OpenIntent
    {
        public Quantity Leaves;    // Signed.
        public long ReservedRaw;   // Cash set aside for a buy's leaves.
        public InstrumentId Instrument;
        public StrategyId Slot;
        public OrderStatus Status;
        public bool IsCancelPending;
    }
}

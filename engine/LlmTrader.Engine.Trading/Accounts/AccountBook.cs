using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Cash, positions, profit and drawdown of all accounts: a pure function of fills, funding, flows and prices. Per account and
/// currency, to the last unit of 10^-8:
/// <code>
/// equity = cash + spot positions at their last price + unrealised profit of perpetuals
///        = initial cash + flows + realised + unrealised + funding - fees
/// </code>
/// A fill of spot moves its whole value through the cash, a fill of a perpetual only its realised profit and its fee. Perpetuals
/// are valued at their mark price once they have had one, else at the last price. Amounts of two currencies never add. An
/// amount that does not fit in 64 bits throws <see cref="OverflowException"/>.
/// </summary>
public sealed class AccountBook : ISnapshotState
{
    /// <summary>Accounts times instruments.</summary>
    public const int MaxPositions = 1 << 24;

    private const ulong HashSeed = 5;

    private readonly InstrumentTable _instruments;
    private readonly CurrencyTable _currencies;
    private readonly Listing[] _listings;     // By instrument.
    private readonly int _accountCount;
    private readonly int _currencyCount;
    private readonly Position[] _positions;   // By instrument, then account: a new price visits neighbours.
    private readonly Balance[] _balances;     // By account, then currency.
    private readonly KnownPrice[] _prices;
    private readonly int[] _holders;          // By instrument: accounts with a position. A price that values none is only noted.
    private HashAccumulator _hash = new(HashSeed);

    /// <summary>Throws <see cref="ArgumentException"/> when account ids are not 0, 1, 2, … or an account's options are wrong.</summary>
    public AccountBook(InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts)
    {
        _currencies = new CurrencyTable(instruments, accounts);
        _instruments = instruments;
        _accountCount = accounts.Count;
        _currencyCount = _currencies.Count;
        _listings = [.. instruments.All.ToArray().Select(instrument => new Listing(instrument, _currencies.QuoteOf(instrument.Id)))];
        _positions = new Position[instruments.Count * accounts.Count];
        _prices = new KnownPrice[instruments.Count];
        _holders = new int[instruments.Count];
        _balances = new Balance[accounts.Count * _currencies.Count];
        foreach (AccountOptions account in accounts)
        {
            foreach (Money cash in account.InitialCash) { BalanceOf(account.Id, _currencies.PlaceOf(cash.Currency)) = new Balance(cash.Raw); }
        }
    }

    /// <summary>Folds the outcome of every fill, flow and funding: equal hashes mean equal ones with equal effects. Prices alone do not change it.</summary>
    public ulong Hash => _hash.Value;

    public ref readonly Position PositionOf(AccountId account, InstrumentId instrument) => ref PositionAt(account, instrument);

    public Money Cash(AccountId account, Currency currency) => new(BalanceOf(account, currency).CashRaw, currency);

    public int AccountCount => _accountCount;

    internal CurrencyTable Currencies => _currencies;

    /// <summary>Cash plus what positions are worth (a perpetual's unrealised profit); a position without a price counts at its cost.</summary>
    public Money Equity(AccountId account, Currency currency) => new(BalanceOf(account, currency).EquityRaw, currency);

    /// <summary>The highest equity after any fill or price, the initial cash included, scaled by the flows since (<see cref="DrawdownPeak"/>).</summary>
    public Money Peak(AccountId account, Currency currency) => new(BalanceOf(account, currency).PeakRaw, currency);

    /// <summary>How far equity is below its peak; never negative. A flow scales it with the equity: its share of the peak stays.</summary>
    public Money Drawdown(AccountId account, Currency currency) => Peak(account, currency) - Equity(account, currency);

    /// <summary>The largest amount that <see cref="Drawdown"/> has been so far.</summary>
    public Money MaxDrawdown(AccountId account, Currency currency) => new(BalanceOf(account, currency).MaxDrawdownRaw, currency);

    /// <summary>Profit or loss of closed quantities in all instruments of the currency, fees not deducted.</summary>
    public Money Realized(AccountId account, Currency currency) => new(BalanceOf(account, currency).RealizedRaw, currency);

    /// <summary>Fees paid in the currency, rebates deducted.</summary>
    public Money Fees(AccountId account, Currency currency) => new(BalanceOf(account, currency).FeesRaw, currency);

    /// <summary>Funding received on perpetuals, less what was paid.</summary>
    public Money Funding(AccountId account, Currency currency) => new(BalanceOf(account, currency).FundingRaw, currency);

    /// <summary>Deposits less withdrawals.</summary>
    public Money Flows(AccountId account, Currency currency) => new(BalanceOf(account, currency).FlowsRaw, currency);

    /// <summary>Profit or loss of the open position at the last price, fees not deducted.</summary>
    public Money Unrealized(AccountId account, InstrumentId instrument) =>
        new(PositionAt(account, instrument).UnrealizedRaw, _instruments[instrument].Quote);

    /// <summary>The sum over the instruments of the currency. Goes through all instruments: not for the hot path.</summary>
    public Money Unrealized(AccountId account, Currency currency)
    {
        Money sum = Money.Zero(currency);
        foreach (Instrument instrument in _instruments.All)
        {
            if (instrument.Quote == currency) { sum += Unrealized(account, instrument.Id); }
        }

        return sum;
    }

    /// <summary>Takes a report in; only fills change anything.</summary>
    public void OnReport(InstrumentId instrument, in ExecutionReport report)
    {
        if (report.Kind == ReportKind.Fill) { OnFill(instrument, report.Account, in report); }
    }

    /// <summary>A fill of one of the account's orders, whatever account the report names.</summary>
    public void OnFill(InstrumentId id, AccountId account, in ExecutionReport report)
    {
        Listing[] listings = _listings;
        Invariant.Holds((uint)id.Value < (uint)listings.Length);
        Invariant.Holds(report.Side is Side.Buy or Side.Sell);
        Invariant.Holds(report.LastQuantity.Raw > 0);

        (Instrument instrument, int quote) = listings[id.Value];
        long notional = instrument.Notional(report.LastPrice, report.LastQuantity).Raw;
        ref Position position = ref PositionAt(account, id);
        ref Balance balance = ref BalanceOf(account, quote);
        bool wasHeld = !position.Quantity.IsZero;
        long realized = position.Apply(instrument, report.Side, report.LastPrice, report.LastQuantity, notional);
        if (position.Quantity.IsZero == wasHeld) { _holders[id.Value] += wasHeld ? -1 : 1; }
        balance.MoveCash(instrument.IsPerpetual ? realized : report.Side == Side.Buy ? -notional : notional);
        balance.RealizedRaw = checked(balance.RealizedRaw + realized);
        if (report.FeeCurrency == instrument.Quote)
        {
            balance.PayFee(report.FeeRaw);
            position.FeesRaw = checked(position.FeesRaw + report.FeeRaw);
        }
        else if (report.FeeRaw != 0) { PayForeignFee(account, in report); }

        long equity = Carry(instrument, ValueOf(instrument, in position), ref position, ref balance);
        HashAccumulator hash = _hash;   // Folded in a register.
        hash.Fold(position.Quantity.Raw);
        hash.Fold(position.CostRaw);
        hash.Fold(position.RealizedRaw);
        hash.Fold(position.FeesRaw);
        hash.Fold(balance.CashRaw);
        hash.Fold(equity);
        _hash = hash;
    }

    /// <summary>A new last price. What counts as a price is the caller's choice, zero and below included. It does not value what has a mark price.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Mark(InstrumentId instrument, Price last)
    {
        ref KnownPrice known = ref _prices[instrument.Value];
        if (known.IsMark) { return; }
        if (known.Price == last && known.IsKnown) { return; }
        known = new KnownPrice(last, false);
        if (_holders[instrument.Value] > 0) { Revalue(instrument, last); }
    }

    /// <summary>A perpetual's mark price; from here on last prices do not value it. One that is not positive, or of spot, is passed over.</summary>
    public void OnMarkPrice(InstrumentId instrument, Price mark)
    {
        if (mark.Raw <= 0 || !_instruments[instrument].IsPerpetual) { return; }
        ref KnownPrice known = ref _prices[instrument.Value];
        bool isNew = !known.IsKnown || known.Price != mark;
        known = new KnownPrice(mark, true);
        if (isNew && _holders[instrument.Value] > 0) { Revalue(instrument, mark); }
    }

    /// <summary>
    /// Money in or out from outside. It has moved already, so it is never refused: a withdrawal of more than there is leaves the
    /// cash negative, for all to see. The peak is scaled as the equity is, profit does not move. The currency must be the account's.
    /// </summary>
    public void OnCashFlow(in CashFlow flow)
    {
        Invariant.Holds(flow.Account.Value < _accountCount);
        ref Balance balance = ref BalanceOf(flow.Account, flow.Currency);
        balance.Flow(flow.AmountRaw);
        _hash.Fold(flow.AmountRaw);
        _hash.Fold(balance.CashRaw);
        _hash.Fold(balance.EquityRaw);
    }

    /// <summary>
    /// A funding payment on one account's position: what it receives, negative what it pays, in 10^-8 of the quote currency.
    /// Position value × rate, each of the two products rounded to 10^-8 with ties to even. A payment that does not tell its
    /// mark is reckoned at the price that values the position; without any, nothing is paid.
    /// </summary>
    public long OnFunding(AccountId account, InstrumentId id, in FundingPayment funding)
    {
        ref Position position = ref PositionAt(account, id);
        ref readonly KnownPrice known = ref _prices[id.Value];
        (Instrument instrument, int quote) = _listings[id.Value];
        Price mark = funding.Mark.Raw > 0 ? funding.Mark : known.Price;
        if (position.Quantity.IsZero || !instrument.IsPerpetual || mark.Raw <= 0) { return 0; }

        long value = instrument.Notional(mark, position.Quantity).Raw;
        long amount = checked(-(long)Rounding.HalfEven((Int128)value * funding.RateRaw, FixedPoint.Pow10(FundingPayment.RateScale)));
        if (amount == 0) { return 0; }
        ref Balance balance = ref BalanceOf(account, quote);
        balance.ReceiveFunding(amount);
        balance.TrackDrawdown();
        position.FundingRaw = checked(position.FundingRaw + amount);
        _hash.Fold(amount);
        _hash.Fold(balance.CashRaw);
        _hash.Fold(balance.EquityRaw);
        return amount;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("account book");
        transfer.Values(_positions.AsSpan());
        transfer.Values(_balances.AsSpan());
        transfer.Values(_prices.AsSpan());
        transfer.Value(ref _hash);
        if (transfer.IsLoading) { CountHolders(); }
    }

    private void CountHolders()
    {
        Array.Clear(_holders);
        for (int i = 0; i < _positions.Length; i++) { _holders[i / _accountCount] += _positions[i].Quantity.IsZero ? 0 : 1; }
    }

    /// <summary>What values a position in the instrument; false before it has had a price.</summary>
    internal bool TryGetPrice(InstrumentId instrument, out Price price)
    {
        price = _prices[instrument.Value].Price;
        return _prices[instrument.Value].IsKnown;
    }

    internal long EquityRaw(AccountId account, int place) => BalanceOf(account, place).EquityRaw;

    internal long PeakRaw(AccountId account, int place) => BalanceOf(account, place).PeakRaw;

    internal long CashRaw(AccountId account, int place) => BalanceOf(account, place).CashRaw;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Revalue(InstrumentId id, Price price)
    {
        (Instrument instrument, int balance) = _listings[id.Value];
        int first = id.Value * _accountCount;
        for (int at = first; at < first + _accountCount; at++, balance += _currencyCount)
        {
            ref Position position = ref _positions[at];
            if (!position.Quantity.IsZero) { Carry(instrument, instrument.Notional(price, position.Quantity).Raw, ref position, ref _balances[balance]); }
        }
    }

    // Some venues take the fee in a token of their own: it leaves that balance, and this one's profit does not show it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PayForeignFee(AccountId account, in ExecutionReport report)
    {
        ref Balance balance = ref BalanceOf(account, report.FeeCurrency);
        balance.PayFee(report.FeeRaw);
        balance.TrackDrawdown();
        _hash.Fold(balance.FeesRaw);
        _hash.Fold(balance.CashRaw);
        _hash.Fold(balance.EquityRaw);
    }

    // At the last or mark price; before there is one, what it cost.
    private long ValueOf(Instrument instrument, in Position position)
    {
        if (position.Quantity.IsZero) { return 0; }
        ref readonly KnownPrice known = ref _prices[instrument.Id.Value];
        return known.IsKnown ? instrument.Notional(known.Price, position.Quantity).Raw : position.SignedCostRaw;
    }

    // Takes a position's new value into the balance and returns the equity.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Carry(Instrument instrument, long value, ref Position position, ref Balance balance)
    {
        long carried = instrument.IsPerpetual ? checked(value - position.SignedCostRaw) : value;
        balance.PositionsRaw = checked(balance.PositionsRaw + (carried - position.CarriedRaw));
        position.ValueRaw = value;
        position.CarriedRaw = carried;
        return balance.TrackDrawdown();
    }

    private ref Position PositionAt(AccountId account, InstrumentId instrument)
    {
        Invariant.Holds(account.Value < _accountCount);
        return ref _positions[(instrument.Value * _accountCount) + account.Value];
    }

    private ref Balance BalanceOf(AccountId account, Currency currency) => ref BalanceOf(account, _currencies.PlaceOf(currency));

    private ref Balance BalanceOf(AccountId account, int place) => ref _balances[(account.Value * _currencyCount) + place];

    private readonly record struct Listing(Instrument Instrument, int Quote);   // With the place of its quote currency.

    // IsMark: last prices don't count any more.
    private readonly record struct KnownPrice(Price Price, bool IsMark)
    {
        /// <summary>False of a default one: the instrument has no price yet.</summary>
        public bool IsKnown { get; } = true;
    }
}

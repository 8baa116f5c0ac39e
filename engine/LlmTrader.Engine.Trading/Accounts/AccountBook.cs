using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Cash, positions, profit and drawdown of all accounts: a pure function of the fills and of the last prices. Per account
/// and currency, to the last unit of 10^-8:
/// <code>equity = cash + positions at their last price = initial cash + realised + unrealised - fees</code>
/// Amounts of two currencies never add. An amount that does not fit in 64 bits throws <see cref="OverflowException"/>.
/// </summary>
public sealed class AccountBook
{
    /// <summary>Accounts times instruments.</summary>
    public const int MaxPositions = 1 << 24;

    private const ulong HashSeed = 5;

    private readonly InstrumentTable _instruments;
    private readonly CurrencyTable _currencies;
    private readonly int _accountCount;
    private readonly Position[] _positions;   // By instrument, then account: a new price visits neighbours.
    private readonly Balance[] _balances;     // By account, then currency.
    private readonly LastPrice[] _lastPrices;
    private HashAccumulator _hash = new(HashSeed);

    /// <summary>Throws <see cref="ArgumentException"/> when account ids are not 0, 1, 2, … or an account's options are wrong.</summary>
    public AccountBook(InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts)
    {
        _currencies = new CurrencyTable(instruments, accounts);
        _instruments = instruments;
        _accountCount = accounts.Count;
        _positions = new Position[instruments.Count * accounts.Count];
        _lastPrices = new LastPrice[instruments.Count];
        _balances = new Balance[accounts.Count * _currencies.Count];
        foreach (AccountOptions account in accounts)
        {
            foreach (Money cash in account.InitialCash) { BalanceOf(account.Id, _currencies.PlaceOf(cash.Currency)) = new Balance(cash.Raw); }
        }
    }

    /// <summary>Folds every fill's outcome: equal hashes mean equal fills with equal effects. Prices alone do not change it.</summary>
    public ulong Hash => _hash.Value;

    public ref readonly Position PositionOf(AccountId account, InstrumentId instrument) => ref PositionAt(account, instrument);

    public Money Cash(AccountId account, Currency currency) => new(BalanceOf(account, currency).CashRaw, currency);

    /// <summary>Cash plus positions at their last price; a position without a last price counts at its cost.</summary>
    public Money Equity(AccountId account, Currency currency) => new(BalanceOf(account, currency).EquityRaw, currency);

    /// <summary>The highest equity after any fill or price, the initial cash included.</summary>
    public Money Peak(AccountId account, Currency currency) => new(BalanceOf(account, currency).PeakRaw, currency);

    /// <summary>How far equity is below its peak; never negative.</summary>
    public Money Drawdown(AccountId account, Currency currency) => Peak(account, currency) - Equity(account, currency);

    /// <summary>The largest drawdown so far.</summary>
    public Money MaxDrawdown(AccountId account, Currency currency) => new(BalanceOf(account, currency).MaxDrawdownRaw, currency);

    /// <summary>Profit or loss of closed quantities in all instruments of the currency, fees not deducted.</summary>
    public Money Realized(AccountId account, Currency currency) => new(BalanceOf(account, currency).RealizedRaw, currency);

    /// <summary>Fees paid in the currency, rebates deducted.</summary>
    public Money Fees(AccountId account, Currency currency) => new(BalanceOf(account, currency).FeesRaw, currency);

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
        if (report.Kind == ReportKind.Fill) { OnFill(instrument, in report); }
    }

    /// <summary>A new last price. What counts as a price is the caller's choice, zero and below included.</summary>
    public void Mark(InstrumentId instrument, Price last)
    {
        ref LastPrice known = ref _lastPrices[instrument.Value];
        if (known.IsKnown && known.Price == last) { return; }

        known = new LastPrice(last);
        Span<Position> positions = _positions.AsSpan(instrument.Value * _accountCount, _accountCount);
        for (int account = 0; account < positions.Length; account++)
        {
            if (!positions[account].Quantity.IsZero) { Revalue(new AccountId((ushort)account), instrument, ref positions[account]); }
        }
    }

    private void OnFill(InstrumentId id, in ExecutionReport report)
    {
        Invariant.Holds(_instruments.Contains(id));
        Invariant.Holds(report.Account.Value < _accountCount);
        Invariant.Holds(report.Side is Side.Buy or Side.Sell);
        Invariant.Holds(report.LastQuantity.Raw > 0);

        Instrument instrument = _instruments[id];
        ref Position position = ref PositionAt(report.Account, id);
        ref Balance balance = ref BalanceOf(report.Account, _currencies.QuoteOf(id));
        long notional = instrument.Notional(report.LastPrice, report.LastQuantity).Raw;
        long realizedBefore = position.RealizedRaw;

        position.Apply(instrument, report.Side, report.LastPrice, report.LastQuantity, notional);
        balance.CashRaw = checked(report.Side == Side.Buy ? balance.CashRaw - notional : balance.CashRaw + notional);
        balance.RealizedRaw = checked(balance.RealizedRaw + position.RealizedRaw - realizedBefore);
        if (report.FeeCurrency == instrument.Quote)
        {
            balance.PayFee(report.FeeRaw);
            position.FeesRaw = checked(position.FeesRaw + report.FeeRaw);
        }
        else if (report.FeeRaw != 0) { PayForeignFee(in report); }

        Revalue(report.Account, id, ref position);
        _hash.Fold(position.Quantity.Raw);
        _hash.Fold(position.CostRaw);
        _hash.Fold(position.RealizedRaw);
        _hash.Fold(position.FeesRaw);
        _hash.Fold(balance.CashRaw);
        _hash.Fold(balance.EquityRaw);
    }

    // Some venues take the fee in a token of their own: it leaves that balance, and this one's profit does not show it.
    private void PayForeignFee(in ExecutionReport report)
    {
        ref Balance balance = ref BalanceOf(report.Account, report.FeeCurrency);
        balance.PayFee(report.FeeRaw);
        balance.TrackDrawdown();
        _hash.Fold(balance.FeesRaw);
        _hash.Fold(balance.CashRaw);
        _hash.Fold(balance.EquityRaw);
    }

    private void Revalue(AccountId account, InstrumentId id, ref Position position)
    {
        ref readonly LastPrice last = ref _lastPrices[id.Value];
        long value = last.IsKnown ? _instruments[id].Notional(last.Price, position.Quantity).Raw : position.SignedCostRaw;
        ref Balance balance = ref BalanceOf(account, _currencies.QuoteOf(id));
        balance.PositionsRaw = checked(balance.PositionsRaw + (value - position.ValueRaw));
        position.ValueRaw = value;
        balance.TrackDrawdown();
    }

    private ref Position PositionAt(AccountId account, InstrumentId instrument)
    {
        Invariant.Holds(account.Value < _accountCount);
        return ref _positions[(instrument.Value * _accountCount) + account.Value];
    }

    private ref Balance BalanceOf(AccountId account, Currency currency) => ref BalanceOf(account, _currencies.PlaceOf(currency));

    private ref Balance BalanceOf(AccountId account, int place) => ref _balances[(account.Value * _currencies.Count) + place];

    private readonly record struct LastPrice(Price Price)
    {
        /// <summary>False of a default one: the instrument has no price yet.</summary>
        public bool IsKnown { get; } = true;
    }
}

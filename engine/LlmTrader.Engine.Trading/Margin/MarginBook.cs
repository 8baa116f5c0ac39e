using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Margin of all accounts' perpetual positions, kept beside an <see cref="AccountBook"/> that has seen the same events just
/// before. Per account and currency, in 10^-8 of it:
/// <code>
/// cross:    equity = cash + unrealised of the currency's perpetuals      free = equity - initial margin of its positions
/// isolated: equity = margin set aside + the position's unrealised        free = cash - margin set aside for all positions
/// </code>
/// Positions are valued as the book values them, at the mark price if there is one. Spot holdings back no perpetual. Isolated
/// margin is set aside at entry, given back in proportion (ties to even) as a position is reduced, and takes its funding;
/// profit that is realised goes to the cash.
/// </summary>
public sealed class MarginBook : ISnapshotState
{
    private readonly AccountBook _book;
    private readonly CurrencyTable _currencies;
    private readonly InstrumentTable _instruments;
    private readonly MarginSchedule?[] _schedules;   // By instrument; null of spot.
    private readonly MarginMode[] _modes;            // By account.
    private readonly int[] _leverages;               // By instrument, then account.
    private readonly PositionMargin[] _positions;    // By instrument, then account.
    private readonly MarginBalance[] _balances;      // By account, then currency.
    private readonly bool _hasPerpetuals;            // Else nothing is ever margined.

    /// <param name="instruments">The book's.</param>
    /// <param name="accounts">The book's; a leverage that an instrument does not allow has been refused there.</param>
    /// <param name="book">Whose cash and positions are margined; of the same stage.</param>
    public MarginBook(InstrumentTable instruments, IReadOnlyList<AccountOptions> accounts, AccountBook book)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(book);
        _book = book;
        _currencies = book.Currencies;
        _instruments = instruments;
        _modes = [.. accounts.Select(account => account.MarginMode)];
        _schedules = [.. instruments.All.ToArray().Select(instrument => instrument.IsPerpetual ? new MarginSchedule(instrument) : null)];
        _hasPerpetuals = Array.Exists(_schedules, schedule => schedule is not null);
        _positions = new PositionMargin[instruments.Count * accounts.Count];
        _leverages = new int[_positions.Length];
        int place = 0;
        foreach (Instrument instrument in instruments.All)
        {
            foreach (AccountOptions account in accounts) { _leverages[place++] = account.LeverageOf(instrument.Id); }
        }

        _balances = new MarginBalance[accounts.Count * _currencies.Count];
    }

    public int AccountCount => _modes.Length;

    public MarginMode ModeOf(AccountId account) => _modes[account.Value];

    /// <summary>What must be left for the currency's perpetual positions together.</summary>
    public Money Maintenance(AccountId account, Currency currency) => new(BalanceOf(account, _currencies.PlaceOf(currency)).MaintenanceRaw, currency);

    /// <summary>What the currency's perpetual positions would need to be opened now.</summary>
    public Money Initial(AccountId account, Currency currency) => new(BalanceOf(account, _currencies.PlaceOf(currency)).InitialRaw, currency);

    /// <summary>What new orders may still take, before what working orders have reserved; negative when there is less than nothing.</summary>
    public Money Free(AccountId account, Currency currency) => new(FreeRaw(account, _currencies.PlaceOf(currency)), currency);

    /// <summary>What stands behind a position: its own margin and profit, or with cross margin the currency's.</summary>
    public Money Equity(AccountId account, InstrumentId instrument) =>
        new(EquityRaw(account, instrument), _instruments[instrument].Quote);

    /// <summary>As <see cref="Equity"/>, what of it must be left.</summary>
    public Money Maintenance(AccountId account, InstrumentId instrument) =>
        new(MaintenanceRaw(account, instrument), _instruments[instrument].Quote);

    /// <summary>Margin set aside for an isolated position; may be negative once funding has used it up.</summary>
    public Money Assigned(AccountId account, InstrumentId instrument) =>
        new(PositionAt(account, instrument).AssignedRaw, _instruments[instrument].Quote);

    /// <summary>Whether what stands behind a position, or with cross margin behind the currency's positions, has come down to what must be left.</summary>
    public bool IsExhausted(AccountId account, InstrumentId instrument)
    {
        bool hasPositions = _modes[account.Value] == MarginMode.Isolated
            ? Holds(account, instrument)
            : BalanceOf(account, _currencies.QuoteOf(instrument)).Positions > 0;
        return hasPositions && EquityRaw(account, instrument) <= MaintenanceRaw(account, instrument);
    }

    /// <summary>Whether the account has a position in the perpetual.</summary>
    public bool Holds(AccountId account, InstrumentId instrument) => !PositionAt(account, instrument).Quantity.IsZero;

    /// <summary>After a fill that the book has taken in.</summary>
    public void OnFill(InstrumentId instrument, in ExecutionReport fill)
    {
        if (!_hasPerpetuals || _schedules[instrument.Value] is null) { return; }
        if (_modes[fill.Account.Value] == MarginMode.Isolated) { Assign(instrument, in fill); }
        Revalue(fill.Account, instrument);
    }

    /// <summary>After a price or a mark price that the book has taken in.</summary>
    public void OnPrice(InstrumentId instrument)
    {
        if (_schedules[instrument.Value] is null) { return; }
        for (int account = 0; account < _modes.Length; account++)
        {
            if (Holds(new AccountId((ushort)account), instrument)) { Revalue(new AccountId((ushort)account), instrument); }
        }
    }

    /// <summary>After funding that the book has taken in, as it moved the account's cash.</summary>
    public void OnFunding(AccountId account, InstrumentId instrument, long amountRaw)
    {
        if (_modes[account.Value] != MarginMode.Isolated) { return; }
        ref PositionMargin position = ref PositionAt(account, instrument);
        SetAssigned(account, instrument, ref position, checked(position.AssignedRaw + amountRaw));
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("margin book");
        transfer.Values(_positions.AsSpan());
        transfer.Values(_balances.AsSpan());
    }

    internal MarginSchedule ScheduleOf(InstrumentId perpetual) => _schedules[perpetual.Value]!;

    internal int LeverageOf(AccountId account, InstrumentId instrument) => _leverages[(instrument.Value * _modes.Length) + account.Value];

    /// <summary>What a new order may take, before what working orders have reserved: of spot never more than the cash.</summary>
    internal long AvailableRaw(AccountId account, InstrumentId instrument)
    {
        int place = _currencies.QuoteOf(instrument);
        long cash = _book.CashRaw(account, place);
        if (!_hasPerpetuals) { return cash; }
        long free = FreeRaw(account, place);
        return _schedules[instrument.Value] is null ? Math.Min(free, cash) : free;
    }

    private long FreeRaw(AccountId account, int place)
    {
        ref readonly MarginBalance balance = ref BalanceOf(account, place);
        long cash = _book.CashRaw(account, place);
        return checked(_modes[account.Value] == MarginMode.Isolated ? cash - balance.AssignedRaw : cash + balance.UnrealizedRaw - balance.InitialRaw);
    }

    private long EquityRaw(AccountId account, InstrumentId instrument)
    {
        ref readonly PositionMargin position = ref PositionAt(account, instrument);
        if (_modes[account.Value] == MarginMode.Isolated) { return checked(position.AssignedRaw + position.UnrealizedRaw); }
        int place = _currencies.QuoteOf(instrument);
        return checked(_book.CashRaw(account, place) + BalanceOf(account, place).UnrealizedRaw);
    }

    private long MaintenanceRaw(AccountId account, InstrumentId instrument) => _modes[account.Value] == MarginMode.Isolated
        ? PositionAt(account, instrument).MaintenanceRaw
        : BalanceOf(account, _currencies.QuoteOf(instrument)).MaintenanceRaw;

    private void Revalue(AccountId account, InstrumentId instrument)
    {
        ref readonly Position held = ref _book.PositionOf(account, instrument);
        ref PositionMargin position = ref PositionAt(account, instrument);
        MarginSchedule schedule = _schedules[instrument.Value]!;
        long notional = Math.Abs(held.ValueRaw);
        long maintenance = held.Quantity.IsZero ? 0 : schedule.Maintenance(notional);
        long initial = held.Quantity.IsZero ? 0 : schedule.Initial(notional, LeverageOf(account, instrument));
        long unrealized = held.UnrealizedRaw;

        ref MarginBalance balance = ref BalanceOf(account, _currencies.QuoteOf(instrument));
        balance.MaintenanceRaw = checked(balance.MaintenanceRaw + (maintenance - position.MaintenanceRaw));
        balance.InitialRaw = checked(balance.InitialRaw + (initial - position.InitialRaw));
        balance.UnrealizedRaw = checked(balance.UnrealizedRaw + (unrealized - position.UnrealizedRaw));
        balance.Positions += (held.Quantity.IsZero ? 0 : 1) - (position.Quantity.IsZero ? 0 : 1);
        position.MaintenanceRaw = maintenance;
        position.InitialRaw = initial;
        position.UnrealizedRaw = unrealized;
        position.Quantity = held.Quantity;
    }

    private void Assign(InstrumentId id, in ExecutionReport fill)
    {
        ref PositionMargin position = ref PositionAt(fill.Account, id);
        long change = fill.Side == Side.Buy ? fill.LastQuantity.Raw : -fill.LastQuantity.Raw;
        long held = position.Quantity.Raw;
        long after = checked(held + change);
        long assigned = position.AssignedRaw;
        if (after == 0) { assigned = 0; }
        else if (held == 0 || held > 0 == change > 0) { assigned = checked(assigned + AtEntry(id, in fill, fill.LastQuantity)); }
        else if (held > 0 == after > 0) { assigned -= (long)Rounding.HalfEven((Int128)assigned * fill.LastQuantity.Raw, Math.Abs(held)); }
        else { assigned = AtEntry(id, in fill, new Quantity(Math.Abs(after))); }   // Through zero: a new position.
        SetAssigned(fill.Account, id, ref position, assigned);
    }

    private long AtEntry(InstrumentId id, in ExecutionReport fill, Quantity opened)
    {
        int rate = _schedules[id.Value]!.InitialRate(_book.PositionOf(fill.Account, id).CostRaw, LeverageOf(fill.Account, id));
        return MarginSchedule.AtRate(_instruments[id].Notional(fill.LastPrice, opened).Raw, rate);
    }

    private void SetAssigned(AccountId account, InstrumentId instrument, ref PositionMargin position, long assigned)
    {
        ref MarginBalance balance = ref BalanceOf(account, _currencies.QuoteOf(instrument));
        balance.AssignedRaw = checked(balance.AssignedRaw + (assigned - position.AssignedRaw));
        position.AssignedRaw = assigned;
    }

    private ref PositionMargin PositionAt(AccountId account, InstrumentId instrument)
    {
        Invariant.Holds(account.Value < _modes.Length);
        return ref _positions[(instrument.Value * _modes.Length) + account.Value];
    }

    private ref MarginBalance BalanceOf(AccountId account, int place) => ref _balances[(account.Value * _currencies.Count) + place];

    private struct PositionMargin
    {
        public Quantity Quantity;
        public long UnrealizedRaw;
        public long MaintenanceRaw;
        public long InitialRaw;
        public long AssignedRaw;
    }

    // Sums over the currency's perpetuals.
    private struct MarginBalance
    {
        public long UnrealizedRaw;
        public long MaintenanceRaw;
        public long InitialRaw;
        public long AssignedRaw;
        public int Positions;
    }
}

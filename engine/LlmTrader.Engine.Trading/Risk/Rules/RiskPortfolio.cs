using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Exposures, the day's start and trades of all holders of one kind (accounts, or strategies by their cash share), kept beside a
/// book that has seen each fill and price just before. Every sum is kept by differences: nothing is added up anew.
/// </summary>
internal sealed class RiskPortfolio : ISnapshotState
{
    private readonly InstrumentTable _instruments;
    private readonly CurrencyTable _currencies;
    private readonly AccountBook _book;
    private readonly RiskMarket[] _market;
    private readonly RiskHolding[] _holdings;   // By instrument, then holder: a new price visits neighbours.
    private readonly Total[] _totals;           // By holder, then currency.
    private readonly int[] _interested;         // By instrument: holders with a position or working orders.
    private readonly long[] _lossesInARow;      // By holder.
    private readonly long[] _tradeLoss;         // By holder: of the trade that filled last.

    public RiskPortfolio(InstrumentTable instruments, IReadOnlyList<AccountOptions> holders, AccountBook book, RiskMarket[] market)
    {
        Holders = holders.Count;
        _instruments = instruments;
        _currencies = book.Currencies;
        _book = book;
        _market = market;
        _holdings = new RiskHolding[instruments.Count * Holders];
        _totals = new Total[Holders * _currencies.Count];
        _interested = new int[instruments.Count];
        _lossesInARow = new long[Holders];
        _tradeLoss = new long[Holders];
        BeginDay();
    }

    public int Holders { get; }

    public AccountBook Book => _book;

    public int Currencies => _currencies.Count;

    public int QuoteOf(InstrumentId instrument) => _currencies.QuoteOf(instrument);

    public ref readonly RiskHolding HoldingOf(int holder, InstrumentId instrument) => ref HoldingAt(holder, instrument);

    /// <summary>Positions and working orders: holders by instruments that have any.</summary>
    public int Interests { get; private set; }

    /// <summary>Whether any holder has a position or working orders in the instrument.</summary>
    public bool IsOfInterest(InstrumentId instrument) => _interested[instrument.Value] > 0;

    public ref readonly ExposureValue Exposure(int holder, InstrumentId instrument) => ref TotalOf(holder, instrument).Exposure;

    public long EquityRaw(int holder, InstrumentId instrument) => _book.EquityRaw(AccountOf(holder), _currencies.QuoteOf(instrument));

    public long LossesInARow(int holder) => _lossesInARow[holder];

    /// <summary>What the trade of the holder's last fill had lost then; 0 when it had not.</summary>
    public long TradeLossRaw(int holder) => _tradeLoss[holder];

    public void ForgetLosses() => Array.Clear(_lossesInARow);

    public Int128 DailyLossRaw(int holder, InstrumentId instrument) =>
        (Int128)TotalOf(holder, instrument).DayStartRaw - EquityRaw(holder, instrument);

    public long Drawdown(int holder, InstrumentId instrument)
    {
        long peak = _book.PeakRaw(AccountOf(holder), _currencies.QuoteOf(instrument));
        return RiskRatio.Of((Int128)peak - EquityRaw(holder, instrument), peak);
    }

    /// <summary>The sums and the part of one instrument in them, once an order works too.</summary>
    public void With(int holder, InstrumentId instrument, Side side, Quantity quantity, Price price, out ExposureValue all, out ExposureValue own)
    {
        ref readonly RiskHolding holding = ref HoldingAt(holder, instrument);
        bool isBuy = side == Side.Buy;
        bool isValued = price == _market[instrument.Value].Last;   // Then the other side is valued already.
        own = isValued
            ? holding.Value.With(_instruments[instrument], price, side, isBuy ? holding.Up(quantity.Raw) : holding.Down(quantity.Raw))
            : ExposureValue.At(_instruments[instrument], price, holding.Up(isBuy ? quantity.Raw : 0), holding.Down(isBuy ? 0 : quantity.Raw));
        all = TotalOf(holder, instrument).Exposure - holding.Value + own;
    }

    /// <summary>Equity as it is becomes the day's start.</summary>
    public void BeginDay()
    {
        for (int holder = 0; holder < Holders; holder++)
        {
            for (int place = 0; place < _currencies.Count; place++)
            {
                _totals[(holder * _currencies.Count) + place].DayStartRaw = _book.Equity(AccountOf(holder), _currencies[place]).Raw;
            }
        }
    }

    /// <summary>Money from or to outside, which the book has seen: no profit of the day.</summary>
    public void OnCashFlow(int holder, Currency currency, long amountRaw)
    {
        ref Total total = ref _totals[(holder * _currencies.Count) + _currencies.PlaceOf(currency)];
        total.DayStartRaw = checked(total.DayStartRaw + amountRaw);
    }

    /// <summary>What works on one side changes: an order passes, fills, ends or is amended.</summary>
    public void OnWorking(int holder, InstrumentId instrument, Side side, long change)
    {
        ref RiskHolding holding = ref HoldingAt(holder, instrument);
        bool wasOfInterest = holding.IsOfInterest;
        if (side == Side.Buy) { holding.Buys += change; } else { holding.Sells += change; }
        Invariant.Holds(holding.Buys >= 0 && holding.Sells >= 0);
        CountInterest(instrument, in holding, wasOfInterest);
        Price last = _market[instrument.Value].Last;
        Value(holder, instrument, ref holding, holding.Value.With(_instruments[instrument], last, side, side == Side.Buy ? holding.Up() : holding.Down()));
    }

    /// <summary>A fill that the book has taken in; working quantities are changed apart.</summary>
    public void OnFill(int holder, InstrumentId instrument, Side side, Quantity quantity)
    {
        ref RiskHolding holding = ref HoldingAt(holder, instrument);
        bool wasOfInterest = holding.IsOfInterest;
        long before = holding.Position;
        holding.Position = checked(side == Side.Buy ? before + quantity.Raw : before - quantity.Raw);
        TakeResult(holder, instrument, ref holding, before);
        CountInterest(instrument, in holding, wasOfInterest);
        Revalue(holder, instrument, ref holding);
    }

    /// <summary>A new last price, which book and market have seen.</summary>
    public void OnPrice(InstrumentId instrument)
    {
        if (_interested[instrument.Value] == 0) { return; }
        for (int holder = 0; holder < Holders; holder++)
        {
            ref RiskHolding holding = ref HoldingAt(holder, instrument);
            if (holding.IsOfInterest) { Revalue(holder, instrument, ref holding); }
        }
    }

    // A fill through zero ends a trade and begins one; its whole fee goes to the one that ends.
    private void TakeResult(int holder, InstrumentId instrument, ref RiskHolding holding, long before)
    {
        ref readonly Position position = ref _book.PositionOf(AccountOf(holder), instrument);
        long result = checked(position.RealizedRaw - position.FeesRaw + position.FundingRaw);
        if (before == 0) { holding.TradeStartRaw = holding.ResultRaw; }
        holding.ResultRaw = result;
        long profit = checked(result - holding.TradeStartRaw);
        _tradeLoss[holder] = Math.Max(0, -profit);
        bool isOver = holding.Position == 0 || (before != 0 && holding.Position > 0 != before > 0);
        if (!isOver) { return; }
        holding.TradeStartRaw = result;
        if (profit < 0) { _lossesInARow[holder]++; }
        else if (profit > 0) { _lossesInARow[holder] = 0; }
    }

    private void CountInterest(InstrumentId instrument, in RiskHolding holding, bool wasOfInterest)
    {
        int change = (holding.IsOfInterest ? 1 : 0) - (wasOfInterest ? 1 : 0);
        _interested[instrument.Value] += change;
        Interests += change;
    }

    private void Revalue(int holder, InstrumentId instrument, ref RiskHolding holding) =>
        Value(holder, instrument, ref holding, ExposureValue.At(_instruments[instrument], _market[instrument.Value].Last, holding.Up(), holding.Down()));

    private void Value(int holder, InstrumentId instrument, ref RiskHolding holding, in ExposureValue value)
    {
        ref Total total = ref TotalOf(holder, instrument);
        total.Exposure = total.Exposure - holding.Value + value;
        holding.Value = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref RiskHolding HoldingAt(int holder, InstrumentId instrument) => ref _holdings[(instrument.Value * Holders) + holder];

    private ref Total TotalOf(int holder, InstrumentId instrument) => ref _totals[(holder * _currencies.Count) + _currencies.QuoteOf(instrument)];

    private static AccountId AccountOf(int holder) => new((ushort)holder);

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("risk portfolio");
        transfer.Values(_holdings.AsSpan());
        transfer.Values(_totals.AsSpan());
        transfer.Values(_interested.AsSpan());
        transfer.Values(_lossesInARow.AsSpan());
        transfer.Values(_tradeLoss.AsSpan());
        int interests = Interests;
        transfer.Value(ref interests);
        Interests = interests;
    }

    private struct Total
    {
        public ExposureValue Exposure;
        public long DayStartRaw;
    }
}

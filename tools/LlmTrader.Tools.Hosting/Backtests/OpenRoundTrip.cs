using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>A round trip under way. Flat when <see cref="PositionRaw"/> is zero.</summary>
internal struct OpenRoundTrip
{
    /// <summary>Signed raw quantity.</summary>
    public long PositionRaw;

    private Timestamp _entryTime;
    private Leg _buys;
    private Leg _sells;
    private long _feesRaw;
    private int _fills;

    public readonly bool IsFlat => PositionRaw == 0;

    /// <summary>Cash that came in less cash that went out so far, fees deducted.</summary>
    public readonly Int128 CashFlowRaw => (Int128)_sells.NotionalRaw - _buys.NotionalRaw - _feesRaw;

    /// <summary>Takes a fill in; true when it ended a round trip.</summary>
    /// <param name="fill">Its fee only when that is in the quote currency.</param>
    /// <param name="instrument">What is traded.</param>
    /// <param name="ended">The round trip that this fill ended.</param>
    public bool Apply(in TripFill fill, Instrument instrument, out RoundTrip ended)
    {
        long held = Math.Abs(PositionRaw);
        bool isEntry = IsFlat || PositionRaw > 0 == (fill.Side == Side.Buy);
        if (isEntry || fill.Quantity.Raw < held)
        {
            Add(in fill);
            ended = default;
            return false;
        }

        TripFill closing = fill with
        {
            Quantity = new Quantity(held),
            NotionalRaw = fill.Quantity.Raw == held ? fill.NotionalRaw : instrument.Notional(fill.Price, new Quantity(held)).Raw,
            FeeRaw = (long)Rounding.HalfEven((Int128)fill.FeeRaw * held, fill.Quantity.Raw),
        };
        Add(in closing);
        ended = End(in fill, instrument);
        this = default;
        if (fill.Quantity.Raw > held)
        {
            Add(fill with
            {
                Quantity = fill.Quantity - closing.Quantity,
                NotionalRaw = fill.NotionalRaw - closing.NotionalRaw,
                FeeRaw = fill.FeeRaw - closing.FeeRaw,
            });
        }

        return true;
    }

    private void Add(in TripFill fill)
    {
        if (_fills++ == 0) { _entryTime = fill.Time; }
        bool isBuy = fill.Side == Side.Buy;
        PositionRaw = checked(isBuy ? PositionRaw + fill.Quantity.Raw : PositionRaw - fill.Quantity.Raw);
        _feesRaw = checked(_feesRaw + fill.FeeRaw);
        if (isBuy) { _buys.Add(in fill); } else { _sells.Add(in fill); }
    }

    private readonly RoundTrip End(in TripFill last, Instrument instrument)
    {
        Side entry = last.Side == Side.Buy ? Side.Sell : Side.Buy;
        return new RoundTrip
        {
            Account = last.Account,
            Instrument = instrument.Id,
            EntrySide = entry,
            EntryTime = _entryTime,
            ExitTime = last.Time,
            Quantity = new Quantity(_buys.QuantityRaw),
            AverageEntryPrice = entry == Side.Buy ? _buys.AveragePrice : _sells.AveragePrice,
            AverageExitPrice = entry == Side.Buy ? _sells.AveragePrice : _buys.AveragePrice,
            GrossRaw = checked(_sells.NotionalRaw - _buys.NotionalRaw),
            FeesRaw = _feesRaw,
            Fills = _fills,
        };
    }

    private struct Leg
    {
        public long QuantityRaw;
        public long NotionalRaw;
        private Int128 _priceTimesQuantity;   // Without the rounding of the notional.

        public readonly Price AveragePrice => new((long)Rounding.HalfEven(_priceTimesQuantity, QuantityRaw));

        public void Add(in TripFill fill)
        {
            QuantityRaw = checked(QuantityRaw + fill.Quantity.Raw);
            NotionalRaw = checked(NotionalRaw + fill.NotionalRaw);
            _priceTimesQuantity += (Int128)fill.Price.Raw * fill.Quantity.Raw;
        }
    }
}

/// <summary>What a round trip needs to know of a fill. Amounts are 10^-8 of the quote currency.</summary>
internal readonly record struct TripFill(
    Timestamp Time, AccountId Account, Side Side, Price Price, Quantity Quantity, long NotionalRaw, long FeeRaw);

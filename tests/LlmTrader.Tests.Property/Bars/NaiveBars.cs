using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Bars;

/// <summary>
/// The plain twin: bars are lists of trades in sorted dictionaries, times are found by looking at everything, and there
/// are no timers: whatever the contract says is due at a time is done at that time.
/// </summary>
internal sealed class NaiveBars
{
    private readonly BarStream _stream;
    private readonly BarOptions _options;
    private readonly Dictionary<(int Spec, int Instrument), Series> _series = [];

    public NaiveBars(BarStream stream)
    {
        _stream = stream;
        _options = stream.Options;
        foreach (Arrival arrival in stream.Arrivals)
        {
            CloseWhatIsDue(arrival.Now);
            for (int spec = 0; spec < _options.Specs.Count; spec++) { Take(spec, arrival); }
        }
    }

    public List<ClosedBar> Closed { get; } = [];

    public BarCounters Counters;

    public int OpenBars => _series.Values.Sum(s => s.Open.Count);

    /// <summary>The bar of some trades in order of arrival, in decimal arithmetic.</summary>
    public static ClosedBar ToBar(Instrument instrument, int spec, IReadOnlyList<Arrival> trades, long start, long end)
    {
        decimal notional = trades.Sum(t => Decimal(t.Price, instrument.PriceScale) * Decimal(t.Quantity, instrument.QuantityScale));
        return new ClosedBar
        {
            Bar = new Bar
            {
                Open = new Price(trades[0].Price),
                High = new Price(trades.Max(t => t.Price)),
                Low = new Price(trades.Min(t => t.Price)),
                Close = new Price(trades[^1].Price),
                Volume = new Quantity(trades.Sum(t => t.Quantity)),
                Turnover = (long)(Math.Round(notional, 8, MidpointRounding.ToEven) * 100_000_000m),
                OpenTime = new Timestamp(start),
                TradeCount = trades.Count,
                Spec = new BarSpecId((ushort)spec),
            },
            CloseTime = new Timestamp(end),
            Instrument = instrument.Id,
        };
    }

    /// <summary>What a tick, volume or notional bar measures.</summary>
    public static decimal Measure(BarAggregation aggregation, Instrument instrument, IEnumerable<Arrival> trades) => trades.Sum(t => aggregation switch
    {
        BarAggregation.Tick => 1m,
        BarAggregation.Volume => Decimal(t.Quantity, instrument.QuantityScale),
        _ => Decimal(t.Price, instrument.PriceScale) * Decimal(t.Quantity, instrument.QuantityScale),
    });

    private static decimal Decimal(long raw, int scale) => new decimal(raw) / FixedPoint.Pow10(scale);

    private void Take(int spec, Arrival arrival)
    {
        Series series = Get(spec, arrival.Instrument);
        BarSpec by = _options.Specs[spec];
        if (by.Aggregation != BarAggregation.Time) { TakeByArrival(spec, by, series, arrival); return; }

        long period = by.Step;
        long start = arrival.Time / period * period;
        if (series.Open.TryGetValue(start, out List<Arrival>? open)) { open.Add(arrival); return; }
        if (arrival.Time > arrival.Now + _options.MaxClockLead.Nanoseconds) { Counters.TooFarAhead++; return; }

        bool closed = start + period + _options.CloseDelay.Nanoseconds <= arrival.Now || start < series.ClosedUpTo;
        bool noRoom = series.Open.Count == 2 && start < series.Open.Keys.First();
        if (closed || noRoom)
        {
            Counters.Late++;
            if (_options.LateTicks == LateTickPolicy.Drop) { Counters.Dropped++; return; }
            Counters.Folded++;
            long stillOpen = arrival.Now - _options.CloseDelay.Nanoseconds;
            start = series.Open.Count > 0 ? series.Open.Keys.First() : Math.Max(stillOpen / period * period, series.ClosedUpTo ?? 0);
            if (series.Open.TryGetValue(start, out List<Arrival>? oldest)) { oldest.Add(arrival); } else { series.Open[start] = [arrival]; }
            return;
        }

        if (series.Open.Count == 2) { Counters.EarlyClosed++; CloseOldest(spec, arrival.Instrument, series); }
        series.Open[start] = [arrival];
    }

    private void TakeByArrival(int spec, BarSpec by, Series series, Arrival arrival)
    {
        if (series.Open.Count == 0) { series.Open[0] = []; }
        List<Arrival> trades = series.Open[0];
        trades.Add(arrival);
        Instrument instrument = _stream.Instruments[new InstrumentId(arrival.Instrument)];
        if (Measure(by.Aggregation, instrument, trades) < by.Step) { return; }
        Closed.Add(ToBar(instrument, spec, trades, trades[0].Time, trades.Max(t => t.Time) + 1));
        series.Open.Clear();
    }

    private void CloseWhatIsDue(long now)
    {
        while (true)
        {
            (long Due, int Spec) next = Enumerable.Range(0, _options.Specs.Count)
                .Where(s => _options.Specs[s].Aggregation == BarAggregation.Time)
                .SelectMany(s => Ends(s).Select(end => (end + _options.CloseDelay.Nanoseconds, s)))
                .DefaultIfEmpty((long.MaxValue, 0)).Min();
            if (next.Due > now) { return; }

            long boundary = next.Due - _options.CloseDelay.Nanoseconds;
            for (int i = 0; i < _stream.Instruments.Count; i++)
            {
                Series series = Get(next.Spec, i);
                long period = _options.Specs[next.Spec].Step;
                while (series.Open.Count > 0 && series.Open.Keys.First() + period <= boundary) { CloseOldest(next.Spec, i, series); }
                Fill(next.Spec, i, series, boundary);
            }
        }
    }

    // The ends that an open bar or, where gaps are filled, an empty one waits for.
    private IEnumerable<long> Ends(int spec)
    {
        long period = _options.Specs[spec].Step;
        for (int i = 0; i < _stream.Instruments.Count; i++)
        {
            Series series = Get(spec, i);
            foreach (long start in series.Open.Keys) { yield return start + period; }
            if (CanFill(series, period)) { yield return series.ClosedUpTo!.Value + period; }
        }
    }

    private void CloseOldest(int spec, int instrument, Series series)
    {
        long period = _options.Specs[spec].Step;
        (long start, List<Arrival> trades) = series.Open.First();
        series.Open.Remove(start);
        if (series.ClosedUpTo is { } closed && _options.Gaps == GapPolicy.Fill)
        {
            Fill(spec, instrument, series, start);
            Counters.Unfilled += (start - Math.Max(closed, series.ClosedUpTo.Value)) / period;
        }

        Closed.Add(ToBar(_stream.Instruments[new InstrumentId(instrument)], spec, trades, start, start + period));
        series.ClosedUpTo = series.LastTraded = start + period;
        series.LastClose = trades[^1].Price;
    }

    private void Fill(int spec, int instrument, Series series, long upTo)
    {
        long period = _options.Specs[spec].Step;
        while (CanFill(series, period) && series.ClosedUpTo + period <= upTo)
        {
            Price flat = new(series.LastClose);
            long start = series.ClosedUpTo!.Value;
            Closed.Add(new ClosedBar
            {
                Bar = new Bar { Open = flat, High = flat, Low = flat, Close = flat, OpenTime = new Timestamp(start), Spec = new BarSpecId((ushort)spec) },
                CloseTime = new Timestamp(start + period),
                Instrument = new InstrumentId(instrument),
            });
            Counters.Filled++;
            series.ClosedUpTo = start + period;
        }
    }

    private bool CanFill(Series series, long period) => _options.Gaps == GapPolicy.Fill && series.ClosedUpTo is { } closed
        && closed + period <= series.LastTraded + _options.MaxFill.Nanoseconds;

    private Series Get(int spec, int instrument)
    {
        if (!_series.TryGetValue((spec, instrument), out Series? series)) { _series[(spec, instrument)] = series = new Series(); }
        return series;
    }

    private sealed class Series
    {
        public SortedDictionary<long, List<Arrival>> Open { get; } = [];

        public long? ClosedUpTo { get; set; }

        public long LastTraded { get; set; }

        public long LastClose { get; set; }
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Bars;

/// <summary>A bar builder with a small Sequencer's clock: timers enter before the first event at or after their due time.</summary>
internal sealed class BarTestBed : IClosedBarSink, ITimerPort
{
    private readonly SortedSet<(Timestamp Due, int Id)> _timers = [];
    private Timestamp _now = Timestamp.MinValue;

    public BarTestBed(BarOptions options, InstrumentTable? instruments = null)
    {
        Builder = new BarBuilder(instruments ?? Instruments(3), options, this, this);
    }

    public BarBuilder Builder { get; }

    public List<ClosedBar> Closed { get; } = [];

    /// <summary>Every request, also repeated ones.</summary>
    public List<(Timestamp Due, int Id)> Requests { get; } = [];

    public int PendingTimers => _timers.Count;

    public static BarOptions Options(params string[] specs) => new() { Specs = [.. specs.Select(BarSpec.Parse)] };

    /// <summary>Prices with 2 and quantities with 3 decimals, unless told otherwise.</summary>
    public static InstrumentTable Instruments(int count, int priceScale = 2, int quantityScale = 3) =>
        new([.. Enumerable.Range(0, count).Select(i => new Instrument
        {
            Id = new InstrumentId(i),
            Symbol = $"S{i}",
            Venue = "TEST",
            Base = Currency.Parse("BTC"),
            Quote = Currency.Parse("USD"),
            PriceScale = priceScale,
            QuantityScale = quantityScale,
            TickSize = new PriceOffset(1),
            LotSize = new Quantity(1),
        })]);

    public static Timestamp At(double seconds) => new((long)(seconds * 1_000_000_000));

    /// <summary>A trade in raw units; it arrives when it happens unless <paramref name="now"/> says later or earlier.</summary>
    public void Trade(double exchangeSeconds, long price, long quantity = 1, int instrument = 0, double? now = null) =>
        Trade(At(exchangeSeconds), At(now ?? exchangeSeconds), price, quantity, instrument);

    public void Trade(Timestamp exchangeTime, Timestamp now, long price, long quantity, int instrument = 0)
    {
        AdvanceTo(now);
        TradeTick trade = new() { Price = new Price(price), Quantity = new Quantity(quantity) };
        Builder.OnTrade(new InstrumentId(instrument), in trade, exchangeTime, _now);
    }

    public void AdvanceTo(double seconds) => AdvanceTo(At(seconds));

    /// <summary>Fires what is due; engine time never goes back.</summary>
    public void AdvanceTo(Timestamp time)
    {
        Timestamp target = Timestamp.Max(_now, time);
        while (_timers.Count > 0 && _timers.Min.Due <= target)
        {
            (Timestamp due, int id) = _timers.Min;
            _timers.Remove((due, id));
            _now = Timestamp.Max(_now, due);
            Builder.OnTimer(new TimerId(id), due, _now);
        }

        _now = target;
    }

    /// <summary>Closed bars as text: instrument, open second, open/high/low/close, volume.</summary>
    public IEnumerable<string> Text() => Closed.Select(c =>
        $"{c.Instrument.Value}@{c.Bar.OpenTime.Nanoseconds / 1_000_000_000} {c.Bar.Open.Raw}/{c.Bar.High.Raw}/{c.Bar.Low.Raw}/{c.Bar.Close.Raw} v{c.Bar.Volume.Raw}");

    void IClosedBarSink.Append(in ClosedBar closed) => Closed.Add(closed);

    void ITimerPort.Request(TimerId id, Timestamp due)
    {
        Requests.Add((due, id.Value));
        _timers.Add((due, id.Value));
    }
}

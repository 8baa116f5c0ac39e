using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Bars;

/// <summary>The builder under test over a stream; timers enter before the first event at or after their due time.</summary>
internal sealed class StreamingRun : IClosedBarSink, ITimerPort
{
    private readonly SortedSet<(Timestamp Due, int Id)> _timers = [];
    private Timestamp _now = Timestamp.MinValue;

    public StreamingRun(BarStream stream)
    {
        Builder = new BarBuilder(stream.Instruments, stream.Options, this, this);
        foreach (Arrival arrival in stream.Arrivals) { Take(arrival); }
    }

    public BarBuilder Builder { get; }

    public List<ClosedBar> Closed { get; } = [];

    void IClosedBarSink.Append(in ClosedBar closed) => Closed.Add(closed);

    void ITimerPort.Request(TimerId id, Timestamp due)
    {
        Assert.True(due > _now, $"Timer {id.Value} was asked for at {_now} for {due}: no longer to come.");
        _timers.Add((due, id.Value));
    }

    private void Take(Arrival arrival)
    {
        Timestamp now = new(arrival.Now);
        while (_timers.Count > 0 && _timers.Min.Due <= now)
        {
            (Timestamp due, int id) = _timers.Min;
            _timers.Remove((due, id));
            _now = due;
            Builder.OnTimer(new TimerId(id), due, due);
        }

        _now = now;
        TradeTick trade = new() { Price = new Price(arrival.Price), Quantity = new Quantity(arrival.Quantity) };
        Builder.OnTrade(new InstrumentId(arrival.Instrument), in trade, new Timestamp(arrival.Time), now);
    }
}

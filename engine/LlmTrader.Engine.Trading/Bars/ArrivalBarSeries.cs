using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Tick, volume and notional bars: trades in order of arrival, whatever their time, so nothing is ever late. A trade is
/// never split: the bar closes with the trade that reaches the step, and what it had too much is in that bar. The next
/// bar begins from nothing with the next trade.
/// </summary>
internal sealed class ArrivalBarSeries : BarSeries
{
    private static readonly Duration Instant = new(1);

    private readonly BarSpecId _id;
    private readonly BarAggregation _aggregation;
    private readonly BarOutput _output;
    private readonly OpenBar[] _bars;
    private readonly UInt128[] _steps;   // In the instrument's own raw units: trades and raw quantity, which fit in 63 bits, and raw price × raw quantity.

    /// <summary>Throws <see cref="ArgumentException"/> when a step in an instrument's raw quantity exceeds 63 bits.</summary>
    public ArrivalBarSeries(BarSpecId id, BarSpec spec, InstrumentTable instruments, BarOutput output)
    {
        _id = id;
        _aggregation = spec.Aggregation;
        _output = output;
        _bars = new OpenBar[instruments.Count];
        _steps = new UInt128[instruments.Count];
        foreach (Instrument instrument in instruments.All) { _steps[instrument.Id.Value] = RawStep(spec, instrument); }
    }

    public override void OnTrade(InstrumentId instrument, in TradePrint print)
    {
        ref OpenBar bar = ref _bars[instrument.Value];
        if (bar.IsOpen)
        {
            bar.Add(in print);
            if (print.ExchangeTime >= bar.End) { bar.End = print.ExchangeTime + Instant; }
        }
        else { bar.Begin(print.ExchangeTime, print.ExchangeTime + Instant, in print); }

        ref readonly UInt128 step = ref _steps[instrument.Value];
        bool isReached = _aggregation switch
        {
            BarAggregation.Tick => (ulong)bar.Trades >= (ulong)step,
            BarAggregation.Volume => (ulong)bar.Volume.Raw >= (ulong)step,
            _ => bar.Product >= step,
        };
        if (isReached)
        {
            _output.Emit(in bar, instrument, _id);
            bar = default;
        }
    }

    public override int CountOpen()
    {
        int open = 0;
        foreach (ref readonly OpenBar bar in _bars.AsSpan()) { open += bar.IsOpen ? 1 : 0; }
        return open;
    }

    public override ref readonly OpenBar Oldest(InstrumentId instrument) => ref _bars[instrument.Value];

    /// <inheritdoc/>
    public override void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section($"bars by {_aggregation} of {_bars.Length} instruments");
        transfer.Values(_bars.AsSpan());
    }

    private static UInt128 RawStep(BarSpec spec, Instrument instrument)
    {
        // 128 bits hold every case: the options limit a notional step to 92 billion, an instrument its scales to 26 together.
        UInt128 step = (UInt128)spec.Step;
        if (spec.Aggregation == BarAggregation.Volume) { step *= (UInt128)FixedPoint.Pow10(instrument.QuantityScale); }
        if (spec.Aggregation == BarAggregation.Notional)
        {
            step *= (UInt128)FixedPoint.Pow10(instrument.QuantityScale) * (UInt128)FixedPoint.Pow10(instrument.PriceScale);
        }

        if (spec.Aggregation == BarAggregation.Volume && step > (UInt128)long.MaxValue)
        {
            throw new ArgumentException($"Bar specification '{spec}' is out of reach for '{instrument.FullName}': "
                + $"at {instrument.QuantityScale} decimal places a quantity ends at {FixedPoint.Format(long.MaxValue, instrument.QuantityScale)}.");
        }

        return step;
    }
}

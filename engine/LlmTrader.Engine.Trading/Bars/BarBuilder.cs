using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The bars stage: trades and ready-made bars in, closed bars out, as a pure function of the calls. After construction it
/// allocates nothing. Its policies:
/// <list type="bullet">
/// <item>Trades go to time bars by exchange time; a time bar [start, end) closes when engine time reaches end + close delay,
/// with the timer that was asked for when the first trade of any instrument opened a bar of that end. On one timer bars
/// close by instrument id, then by time; several bars closed by one trade come in order of specification.</item>
/// <item>A trade whose time bar has closed, by time or early, is late; <see cref="LateTickPolicy"/> says what becomes of it.</item>
/// <item>A trade older than the newest is welcome while its bar is open. High, low, volume and count don't depend on the
/// order within a bar; open and close do, and go by order of arrival.</item>
/// <item>Two time bars of an instrument and specification can be open at once; a trade of a third closes the oldest early.</item>
/// <item>Where nothing traded, <see cref="GapPolicy"/> says whether there is a bar.</item>
/// <item>Once an instrument has a ready-made bar of a specification, trades no longer build that specification for it; a bar
/// half built is thrown away. Ready-made bars are neither checked nor filled.</item>
/// <item>A bar that is open at the end of the data never closed and is not handed on.</item>
/// </list>
/// </summary>
public sealed class BarBuilder : ISnapshotState
{
    private readonly InstrumentTable _instruments;
    private readonly BarSeries[] _series;
    private readonly BarOutput _output;

    /// <summary>Throws <see cref="ArgumentException"/> when the options can't be used, alone or with these instruments.</summary>
    public BarBuilder(InstrumentTable instruments, BarOptions options, IClosedBarSink sink, ITimerPort timers)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(timers);
        options.Validated();
        if ((long)instruments.Count * options.Specs.Count > BarOptions.MaxSeries)
        {
            throw new ArgumentException($"{instruments.Count} instruments with {options.Specs.Count} bar specifications each are too many: "
                + $"at most {BarOptions.MaxSeries} series are supported.");
        }

        _instruments = instruments;
        _output = new BarOutput(instruments, sink);
        _series = new BarSeries[options.Specs.Count];
        for (int i = 0; i < _series.Length; i++)
        {
            BarSpecId id = new((ushort)i);
            BarSpec spec = options.Specs[i];
            _series[i] = spec.Aggregation == BarAggregation.Time
                ? new TimeBarSeries(id, spec.Period, options, instruments.Count, _output, timers)
                : new ArrivalBarSeries(id, spec, instruments, _output);
        }
    }

    public ref readonly BarCounters Counters => ref _output.Counters;

    /// <summary>Every closed bar so far, in order.</summary>
    public ulong Hash => _output.Hash;

    /// <summary>Number of open bars. For inspection: it goes through all of them.</summary>
    public int OpenBars
    {
        get
        {
            int open = 0;
            foreach (BarSeries series in _series) { open += series.CountOpen(); }
            return open;
        }
    }

    /// <summary>Takes a trade. Its price and quantity are positive: importers and feeds drop others.</summary>
    /// <param name="now">Engine time; never goes back from call to call.</param>
    public void OnTrade(InstrumentId instrument, in TradeTick trade, Timestamp exchangeTime, Timestamp now)
    {
        Invariant.Holds(trade.Price.Raw > 0);
        Invariant.Holds(trade.Quantity.Raw > 0);
        TradePrint print = new(in trade, exchangeTime, now);
        foreach (BarSeries series in _series) { series.OnTrade(instrument, in print); }
    }

    /// <summary>Takes a timer. Those of other stages are none of its business and are passed over.</summary>
    public void OnTimer(TimerId timer, Timestamp due, Timestamp now)
    {
        Invariant.Holds(due <= now);
        if ((uint)timer.Value < (uint)_series.Length && _series[timer.Value] is TimeBarSeries series) { series.OnTimer(due); }
    }

    /// <summary>Takes a ready-made bar and passes it on untouched: sources exist whose opens lie outside low and high.</summary>
    /// <param name="bar">Its specification is one of the time bars.</param>
    public void OnBar(InstrumentId instrument, in Bar bar)
    {
        Invariant.Holds(bar.Spec.Value < _series.Length);
        TimeBarSeries? series = _series[bar.Spec.Value] as TimeBarSeries;
        Invariant.Holds(series is not null);
        series.OnReadyMadeBar(instrument, in bar);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section($"bar builder of {_series.Length} specifications");
        transfer.Part(_output);
        transfer.Parts<BarSeries>(_series);
    }

    /// <summary>The oldest open bar of an instrument as it stands; false when none is open.</summary>
    public bool TryGetOpenBar(InstrumentId instrument, BarSpecId spec, out Bar bar)
    {
        ref readonly OpenBar oldest = ref _series[spec.Value].Oldest(instrument);
        bar = oldest.IsOpen ? oldest.ToBar(_instruments[instrument], spec) : default;
        return oldest.IsOpen;
    }
}

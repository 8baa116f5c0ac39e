using LlmTrader.Engine.Core;

namespace LlmTrader.Perf.Latency.Swap;

/// <summary>
/// Sees every decision of every version, on the one thread that runs them. A bar that a second version decides on, or that
/// comes again, is no later than the one before it; a bar that a version missed shows when it first decides, because the
/// last bar that it received is then not the last that was decided on.
/// </summary>
internal sealed class SwapWitness(int instruments, HotThread thread)
{
    private readonly Timestamp[] _lastOpen = new Timestamp[instruments];
    private readonly long[] _trades = new long[instruments];
    private int _decider = -1;

    /// <summary>Bars that were decided on.</summary>
    public long Decided { get; private set; }

    /// <summary>Versions that decided on at least one bar.</summary>
    public int Deciders { get; private set; }

    /// <summary>The first thing that was wrong; null while all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Trades in the bars that were decided on.</summary>
    public long TradesOf(int instrument) => _trades[instrument];

    /// <param name="version">That decides.</param>
    /// <param name="bar">On which.</param>
    /// <param name="received">When the bar that the version received last, of this instrument, opened; default for none.</param>
    public void Decide(int version, in ClosedBar bar, Timestamp received)
    {
        thread.Pass();
        int instrument = bar.Instrument.Value;
        Timestamp last = _lastOpen[instrument];
        if (bar.Bar.OpenTime <= last || received != last) { Fault(version, instrument, bar.Bar.OpenTime, last, received); }
        _lastOpen[instrument] = bar.Bar.OpenTime;
        _trades[instrument] += bar.Bar.TradeCount;
        Decided++;
        if (version == _decider) { return; }
        _decider = version;
        Deciders++;
    }

    private void Fault(int version, int instrument, Timestamp bar, Timestamp last, Timestamp received) =>
        Problem ??= $"version {version} decides on the bar of {bar} of instrument {instrument}; the last one decided on was {last}, the last that it received {received}";
}

/// <summary>A rule set that tells the witness.</summary>
internal sealed class WitnessedRuleSet(IRuleSet inner, int version, int instruments, SwapWitness witness) : IRuleSet
{
    private readonly Timestamp[] _received = new Timestamp[instruments];

    public string Name => inner.Name;

    public string Id => inner.Id;

    public int WarmUpBars => inner.WarmUpBars;

    public bool WatchesPrices => inner.WatchesPrices;

    public RuleSetHandOver HandOver => inner.HandOver;

    public long CostPerBar => inner.CostPerBar;

    public bool ReadsOtherSeries => inner.ReadsOtherSeries;

    public void Observe(ReadOnlySpan<ClosedBar> together) => inner.Observe(together);

    public RuleSetOutcome Decide(in ClosedBar observed, IRuleSetContext context) => inner.Decide(in observed, context);

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        ref Timestamp received = ref _received[bar.Instrument.Value];
        witness.Decide(version, in bar, received);
        received = bar.Bar.OpenTime;
        return inner.OnBar(in bar, context);
    }

    public void WarmUp(in ClosedBar bar)
    {
        _received[bar.Instrument.Value] = bar.Bar.OpenTime;
        inner.WarmUp(in bar);
    }

    public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context) => inner.OnPrice(instrument, price, context);

    public void OnReport(InstrumentId instrument, in ExecutionReport report) => inner.OnReport(instrument, in report);

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("witnessed rule set");
        transfer.Values(_received.AsSpan());
        inner.Transfer(transfer);
    }
}

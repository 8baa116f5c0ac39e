using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>A rule set that only takes in the bars that close before a moment, as a staged set does in its warm-up, and decides from then on.</summary>
internal sealed class LateRuleSet(IRuleSet inner, Timestamp start) : IRuleSet
{
    public string Name => inner.Name;

    public string Id => inner.Id;

    public int WarmUpBars => inner.WarmUpBars;

    public bool ReadsOtherSeries => inner.ReadsOtherSeries;

    public bool WatchesPrices => inner.WatchesPrices;

    public RuleSetHandOver HandOver => inner.HandOver;

    public long CostPerBar => inner.CostPerBar;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        if (bar.CloseTime >= start) { return inner.OnBar(in bar, context); }
        inner.WarmUp(in bar);
        return RuleSetOutcome.Warming;
    }

    public void Observe(ReadOnlySpan<ClosedBar> together) => inner.Observe(together);

    public RuleSetOutcome Decide(in ClosedBar observed, IRuleSetContext context) =>
        observed.CloseTime >= start ? inner.Decide(in observed, context) : RuleSetOutcome.Warming;

    public void WarmUp(in ClosedBar bar) => inner.WarmUp(in bar);

    public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context) => inner.OnPrice(instrument, price, context);

    public void OnReport(InstrumentId instrument, in ExecutionReport report) => inner.OnReport(instrument, in report);

    public void Transfer(ISnapshotTransfer transfer) => inner.Transfer(transfer);
}

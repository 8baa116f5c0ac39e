using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tools.Hosting.Explanations.Why;

/// <summary>A rule set that decides as ever, while somebody counts what it came to at the bars of one instrument.</summary>
internal sealed class WatchedRuleSet(IRuleSet ruleSet, InstrumentId instrument) : IRuleSet
{
    private readonly Dictionary<(string Clause, string Part), ClauseTally> _clauses = [];
    private readonly List<(string Clause, string Part)> _order = [];
    private WishCounts _before;

    /// <summary>Counted from now on: the window is open.</summary>
    public bool IsCounting { get; private set; }

    /// <summary>The slot in which it decides, or decided last; null while it never did.</summary>
    public StrategyId? Slot { get; set; }

    /// <summary>Its id in the slot.</summary>
    public int SetId { get; set; }

    /// <summary>What was staged decides; a shadow does not.</summary>
    public bool IsActive { get; set; }

    /// <summary>Bars of the instrument on which it decided, as far back as the journal goes.</summary>
    public int BarsSoFar { get; private set; }

    public long Bars { get; private set; }

    public long Warm { get; private set; }

    public long Signals { get; private set; }

    public long PriceSignals { get; private set; }

    /// <summary>Bars that it had at the last one, those included from which it was warmed up.</summary>
    public int BarsKnown { get; private set; }

    /// <summary>Each clause before its parts.</summary>
    public IReadOnlyList<ClauseTally> Clauses => [.. _order.Select(key => _clauses[key])];

    /// <summary>Wishes that came to nothing inside it, over all its instruments.</summary>
    public WishCounts Wishes => WishCounts.Of(ruleSet) - _before;

    public string Name => ruleSet.Name;

    public string Id => ruleSet.Id;

    public int WarmUpBars => ruleSet.WarmUpBars;

    public bool ReadsOtherSeries => ruleSet.ReadsOtherSeries;

    public bool WatchesPrices => ruleSet.WatchesPrices;

    public RuleSetHandOver HandOver => ruleSet.HandOver;

    public long CostPerBar => ruleSet.CostPerBar;

    public void BeginCounting()
    {
        IsCounting = true;
        _before = WishCounts.Of(ruleSet);
    }

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context) => Note(bar.Instrument, ruleSet.OnBar(in bar, context));

    public RuleSetOutcome Decide(in ClosedBar observed, IRuleSetContext context) => Note(observed.Instrument, ruleSet.Decide(in observed, context));

    public void Observe(ReadOnlySpan<ClosedBar> together) => ruleSet.Observe(together);

    public void WarmUp(in ClosedBar bar) => ruleSet.WarmUp(in bar);

    public RuleSetOutcome OnPrice(InstrumentId of, Price price, IRuleSetContext context)
    {
        RuleSetOutcome outcome = ruleSet.OnPrice(of, price, context);
        if (IsCounting && IsActive && of == instrument && outcome == RuleSetOutcome.Signal) { PriceSignals++; }
        return outcome;
    }

    public void OnReport(InstrumentId of, in ExecutionReport report) => ruleSet.OnReport(of, in report);

    public void Transfer(ISnapshotTransfer transfer) => ruleSet.Transfer(transfer);

    private RuleSetOutcome Note(InstrumentId of, RuleSetOutcome outcome)
    {
        if (of != instrument || outcome == RuleSetOutcome.NotMine || !IsActive) { return outcome; }
        BarsSoFar++;
        if (!IsCounting) { return outcome; }
        Bars++;
        if (outcome != RuleSetOutcome.Warming) { Warm++; }
        if (outcome == RuleSetOutcome.Signal) { Signals++; }
        ObservedDecision? observed = (ruleSet as IObservedRuleSet)?.Observe(instrument);
        BarsKnown = observed is { Bars: >= 0 } ? observed.Bars : BarsSoFar;
        foreach (ObservedClause clause in observed?.Clauses ?? []) { Tally(clause); }
        return outcome;
    }

    private void Tally(ObservedClause clause)
    {
        (string, string) key = (clause.Clause, clause.Part);
        if (!_clauses.TryGetValue(key, out ClauseTally? tally))
        {
            tally = new ClauseTally(clause.Clause, clause.Part);
            _clauses.Add(key, tally);
            _order.Add(key);
        }

        tally.Add(clause);
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Property.RuleExecution;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>
/// A rule set on an unkind market, event by event: reports, prices, bars that decide and bars that only warm it up. After
/// any of them it may be replaced by a fresh one that has loaded its state.
/// </summary>
internal sealed class SnapshotRun(Func<IRuleSet> create, InstrumentTable instruments, BarSpec[] specs, int seed)
{
    private readonly SnapshotMarkets _markets = new(instruments, seed);
    private readonly Random _events = new(seed);
    private readonly Random _snapshots = new(~seed);
    private int _every;

    /// <summary>After the last event.</summary>
    public IRuleSet RuleSet { get; private set; } = create();

    /// <summary>What it wanted and answered, by event, until the end or its first fault.</summary>
    public List<string> Decisions { get; } = [];

    public int Snapshots { get; private set; }

    public long Fills => _markets.Fills;

    /// <param name="every">Events between two snapshots, on average; 0 for none.</param>
    /// <param name="bars">Of each instrument.</param>
    public SnapshotRun Go(int every, int bars)
    {
        _every = every;
        try
        {
            foreach (ClosedBar bar in PaperMarket.Bars(seed, bars, instruments.Count, specs[0])) { Deliver(in bar); }
        }
        catch (RuleSetFaultException fault)
        {
            Decisions.Add(fault.Message);
        }

        return this;
    }

    private void Deliver(in ClosedBar built)
    {
        ClosedBar bar = built;
        if (_events.Next(4) == 0) { bar.Bar.Spec = new BarSpecId((ushort)_events.Next(specs.Length)); }
        _markets.Now = bar.CloseTime;
        foreach (Price price in (Price[])[bar.Bar.Open, bar.Bar.High, bar.Bar.Low, bar.Bar.Close])
        {
            _markets.Trade(bar.Instrument, price);
            foreach (ExecutionReport report in _markets[bar.Instrument].Reports(price.Raw))
            {
                RuleSet.OnReport(bar.Instrument, in report);
                End($"{report.Kind}");
            }

            if (!RuleSet.WatchesPrices || _events.Next(2) == 0) { continue; }
            End($"{RuleSet.OnPrice(bar.Instrument, price, _markets)}");
        }

        if (_events.Next(50) == 0)
        {
            RuleSet.WarmUp(in bar);   // Another version decides at this one.
            End("");
        }
        else if (RuleSet.ReadsOtherSeries)
        {
            RuleSet.Observe([bar]);
            End($"{RuleSet.Decide(in bar, _markets)}");
        }
        else { End($"{RuleSet.OnBar(in bar, _markets)}"); }
    }

    // Of an event.
    private void End(string answer)
    {
        Decisions.Add($"{answer} {string.Join(", ", _markets.Wants)}");
        _markets.Wants.Clear();
        if (_every == 0 || _snapshots.Next(_every) != 0) { return; }
        IRuleSet loaded = create();
        SnapshotCopy.Copy(RuleSet, loaded);
        Same(RuleSet, loaded, $"{RuleSet.Name}, seed {seed}, event {Decisions.Count}");
        RuleSet = loaded;
        Snapshots++;
    }

    /// <summary>Fails when two sets differ in any field.</summary>
    public static void Same(IRuleSet one, IRuleSet other, string where)
    {
        IReadOnlyList<string> differences = StateComparer.Differences(one, other);
        Assert.True(differences.Count == 0, $"{where}: {string.Join(Environment.NewLine, differences)}");
    }
}

using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Fills;

/// <summary>Counts the ready-made bars that are missing between others, leaving out those in which the venue was closed by its market rules.</summary>
internal sealed class BarGapTally(InstrumentTable instruments, IReadOnlyList<BarSpec> specs, MarketRulesTable rules)
{
    private readonly Tally[] _tallies = new Tally[instruments.Count * specs.Count];

    /// <summary>A sentence for each instrument and specification with gaps.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. Enumerable.Range(0, _tallies.Length).Where(at => _tallies[at].Gaps > 0).Select(at => Text(instruments.All[at / specs.Count], specs[at % specs.Count], in _tallies[at]))];

    public void Add(in EngineEvent next)
    {
        BarSpec spec = specs[next.Bar.Spec.Value];
        if (spec.Aggregation != BarAggregation.Time) { return; }
        ref Tally tally = ref _tallies[(next.Instrument.Value * specs.Count) + next.Bar.Spec.Value];
        if (tally.HasBar && next.Bar.OpenTime > tally.Expected) { AddGap(ref tally, next.Instrument, next.Bar.OpenTime, spec.Period); }
        (tally.HasBar, tally.Expected) = (true, Timestamp.Max(tally.Expected, next.Bar.OpenTime + spec.Period));
    }

    private void AddGap(ref Tally tally, InstrumentId instrument, Timestamp open, Duration period)
    {
        long missing = 0;
        bool hasCalendar = rules.At(instrument, open).Sessions.Count > 0;
        if (!hasCalendar) { missing = (open - tally.Expected).Nanoseconds / period.Nanoseconds; }
        else
        {
            for (Timestamp at = tally.Expected; at + period <= open; at += period) { missing += rules.At(instrument, at).TradesBetween(at, at + period) ? 1 : 0; }
        }

        if (missing == 0) { return; }
        tally.Gaps++;
        tally.Missing += missing;
        tally.HasCalendar = hasCalendar;
        if (missing > tally.Longest) { (tally.Longest, tally.LongestAt) = (missing, tally.Expected); }
    }

    private static string Text(Instrument instrument, BarSpec spec, in Tally tally) => string.Create(CultureInfo.InvariantCulture,
        $"the {spec} bars of {instrument.FullName} have {tally.Gaps:N0} gaps: {tally.Missing:N0} bars are missing, {tally.Longest:N0} in the longest from {tally.LongestAt} on. Nothing could fill there, and what looks back over bars takes those around for neighbours.{(tally.HasCalendar ? "" : " Where the venue was closed, --market-rules says so.")}");

    private struct Tally
    {
        public Timestamp Expected;
        public Timestamp LongestAt;
        public long Gaps;
        public long Missing;
        public long Longest;
        public bool HasBar;
        public bool HasCalendar;
    }
}

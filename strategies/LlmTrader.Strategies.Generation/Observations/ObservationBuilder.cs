using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>Makes an observation of facts.</summary>
public static class ObservationBuilder
{
    /// <summary>
    /// As of the newest bar, order or decision; a clock that goes on while nothing happens changes nothing. What does not fit within the
    /// bound is left out, as <see cref="ObservationFit"/> says.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A name stands twice, two bars have one time, something refers to an instrument that is not in the universe, or what can't be left
    /// out is larger than the bound.
    /// </exception>
    public static Observation Build(ObservationFacts facts, ObservationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        options = (options ?? new ObservationOptions()).Validated();
        Check(facts);
        Timestamp asOf = facts.AsOf;
        ObservedInstrument[] universe = [.. facts.Instruments.OrderBy(instrument => instrument.Name, StringComparer.Ordinal).Select(instrument => Observe(instrument, asOf, options))];
        (DecisionFacts Decision, Duration Age)[] decisions = [.. facts.Decisions
            .OrderByDescending(one => one.Time).ThenBy(one => one.Decision, StringComparer.Ordinal).Select(one => (one, asOf - one.Time))];
        Observation all = new()
        {
            AsOf = facts.IsMasked ? null : asOf,
            Universe = universe,
            Breadth = [.. universe.SelectMany(instrument => instrument.Horizons).Select(horizon => horizon.Bar).Distinct().OrderBy(BarOrder).ThenBy(bar => bar, StringComparer.Ordinal)
                .Select(bar => MarketBreadth.Of(bar, [.. universe.SelectMany(instrument => instrument.Horizons).Where(horizon => horizon.Bar == bar).Select(horizon => horizon.Figures)]))],
            Accounts = [.. facts.Accounts.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Currency, StringComparer.Ordinal)],
            Positions = [.. facts.Positions.OrderBy(one => one.Account, StringComparer.Ordinal).ThenBy(one => one.Instrument, StringComparer.Ordinal)],
            Orders = [.. facts.Orders.OrderBy(one => one.Created).ThenBy(one => one.Id, StringComparer.Ordinal).Select(one => (one, asOf - one.Created))],
            Limits = [.. facts.Limits.OrderBy(one => one.Instrument, StringComparer.Ordinal)],
            RiskRules = [.. facts.RiskRules.OrderBy(one => one.Id)],
            Slots = [.. facts.Slots.OrderBy(one => one.Slot)],
            Decisions = [.. decisions.Take(options.RecentDecisions)],
            Omitted = new ObservationOmissions(0, 0, 0, Math.Max(0, decisions.Length - options.RecentDecisions)),
        };
        return ObservationFit.Within(all, options.MaxBytes);
    }

    private static ObservedInstrument Observe(InstrumentFacts facts, Timestamp asOf, ObservationOptions options) => new(
        facts with { Horizons = [] },
        [.. facts.Horizons.OrderBy(series => BarOrder(series.Bar)).ThenBy(series => series.Bar, StringComparer.Ordinal).Select(series =>
        {
            ObservedBar[] bars = [.. series.Bars.OrderBy(bar => bar.CloseTime)];
            return new ObservedHorizon(series.Bar, bars.Length, HorizonFigures.Of(bars), [.. bars.Reverse().Take(options.RecentBars).Select(bar => (bar, asOf - bar.CloseTime))]);
        })],
        facts.Horizons.OrderByDescending(series => BarOrder(series.Bar)).ThenBy(series => series.Bar, StringComparer.Ordinal).Take(1).Sum(series => series.Bars.Sum(bar => bar.Close * bar.Volume)));

    // Bars of time by their length; the others, which have none, behind them.
    private static long BarOrder(string bar) => BarSpec.Parse(bar) is { Aggregation: BarAggregation.Time } spec ? spec.Step : long.MaxValue;

    private static void Check(ObservationFacts facts)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (InstrumentFacts instrument in facts.Instruments)
        {
            if (!known.Add(instrument.Name)) { throw new ArgumentException($"Instrument '{instrument.Name}' stands twice in an observation."); }
            if (instrument.Horizons.Select(series => series.Bar).Distinct().Count() != instrument.Horizons.Count) { throw new ArgumentException($"Instrument '{instrument.Name}' has bars of one length twice."); }
            foreach (BarSeries series in instrument.Horizons)
            {
                if (series.Bars.Select(bar => bar.CloseTime).Distinct().Count() != series.Bars.Count) { throw new ArgumentException($"Instrument '{instrument.Name}' has two {series.Bar} bars of one time."); }
            }
        }

        IEnumerable<string> named = [.. facts.Positions.Select(one => one.Instrument), .. facts.Orders.Select(one => one.Instrument), .. facts.Limits.Select(one => one.Instrument)];
        if (named.FirstOrDefault(name => !known.Contains(name)) is { } stranger) { throw new ArgumentException($"Something is told of '{stranger}', which is no instrument of the observation."); }
    }
}

namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>
/// Keeps an observation's text within a bound. In this order, and only as far as it must: recent bars, halved until none is left;
/// instruments that nothing is held or asked of, the ones with the least turnover first, halved until none is left; the oldest
/// decisions, halved; the oldest orders, halved. What was left out is counted in the text; figures and breadth stay those of all.
/// </summary>
internal static class ObservationFit
{
    /// <exception cref="ArgumentException">It is larger without all that can be left out.</exception>
    public static Observation Within(Observation observation, int maxBytes)
    {
        Func<Observation, Observation?>[] steps = [HalveBars, HalveInstruments, HalveDecisions, HalveOrders];
        int step = 0;
        int bytes;
        while ((bytes = CanonicalObservation.Bytes(observation).Length) > maxBytes)
        {
            if (step == steps.Length) { throw new ArgumentException($"The observation has {bytes} bytes without all that can be left out; at most {maxBytes} are allowed."); }
            if (steps[step](observation) is { } smaller) { observation = smaller; } else { step++; }
        }

        return observation;
    }

    private static Observation? HalveBars(Observation observation)
    {
        int most = observation.Universe.SelectMany(instrument => instrument.Horizons).Select(horizon => horizon.Recent.Count).DefaultIfEmpty().Max();
        if (most == 0) { return null; }
        int kept = most / 2;
        int left = observation.Universe.SelectMany(instrument => instrument.Horizons).Sum(horizon => Math.Max(0, horizon.Recent.Count - kept));
        return observation with
        {
            Universe = [.. observation.Universe.Select(instrument => instrument with { Horizons = [.. instrument.Horizons.Select(horizon => horizon with { Recent = [.. horizon.Recent.Take(kept)] })] })],
            Omitted = observation.Omitted with { Bars = observation.Omitted.Bars + left },
        };
    }

    private static Observation? HalveInstruments(Observation observation)
    {
        HashSet<string> held = [.. observation.Positions.Select(one => one.Instrument), .. observation.Orders.Select(one => one.Order.Instrument)];
        ObservedInstrument[] idle = [.. observation.Universe.Where(instrument => !held.Contains(instrument.Facts.Name))
            .OrderBy(instrument => instrument.Turnover).ThenByDescending(instrument => instrument.Facts.Name, StringComparer.Ordinal)];
        if (idle.Length == 0) { return null; }
        HashSet<string> left = [.. idle.Take((idle.Length + 1) / 2).Select(instrument => instrument.Facts.Name)];
        return observation with
        {
            Universe = [.. observation.Universe.Where(instrument => !left.Contains(instrument.Facts.Name))],
            Limits = [.. observation.Limits.Where(limit => !left.Contains(limit.Instrument))],
            Omitted = observation.Omitted with { Instruments = observation.Omitted.Instruments + left.Count },
        };
    }

    private static Observation? HalveDecisions(Observation observation)
    {
        if (observation.Decisions.Count == 0) { return null; }
        int kept = observation.Decisions.Count / 2;
        return observation with { Decisions = [.. observation.Decisions.Take(kept)], Omitted = observation.Omitted with { Decisions = observation.Omitted.Decisions + observation.Decisions.Count - kept } };
    }

    private static Observation? HalveOrders(Observation observation)
    {
        if (observation.Orders.Count == 0) { return null; }
        int kept = observation.Orders.Count / 2;
        return observation with { Orders = [.. observation.Orders.Skip(observation.Orders.Count - kept)], Omitted = observation.Omitted with { Orders = observation.Omitted.Orders + observation.Orders.Count - kept } };
    }
}

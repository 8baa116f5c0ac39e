using System.Collections.Concurrent;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>Where in a history a run has to begin, so that a rule set has seen the bars that it declares when its window starts.</summary>
internal sealed class WarmUpIndex(DecodedHistory history)
{
    // The places of the bars of a specification, by instrument; made when a rule set first reads them.
    private readonly ConcurrentDictionary<BarSpec, Lazy<BarPlace[][]>> _places = new();

    /// <summary>The moment to feed from: at or before <paramref name="start"/>, never before the history.</summary>
    public Timestamp BeginOf(RuleProgram program, IReadOnlyList<Instrument> universe, Timestamp start)
    {
        Timestamp begin = start;
        for (int stream = 0; stream < program.Streams.Length; stream++)
        {
            int bars = BarsNeeded(program, stream);
            StreamKey key = program.Streams[stream];
            if (bars == 0) { continue; }
            if (key.Bar.Aggregation != BarAggregation.Time) { return history.First; }   // What a bar of trades holds depends on where the first began.
            BarPlace[][] places = _places.GetOrAdd(key.Bar, spec => new Lazy<BarPlace[][]>(() => Find(spec))).Value;
            IEnumerable<InstrumentId> read = key.Instrument is { } name && history.Instruments.TryFind(name, out Instrument? other) ? [other.Id] : universe.Select(instrument => instrument.Id);
            foreach (InstrumentId instrument in read)
            {
                Timestamp first = FeedFrom(places[instrument.Value], bars, start);
                if (first < begin) { begin = first; }
            }
        }

        return begin > history.First ? begin : history.First;
    }

    private static int BarsNeeded(RuleProgram program, int stream)
    {
        int most = stream == 0 ? program.WarmUpBars : 0;
        foreach (RuleRoot root in program.Roots) { most = Math.Max(most, root.WarmUp[stream]); }
        return most;
    }

    private static Timestamp FeedFrom(BarPlace[] places, int bars, Timestamp start)
    {
        int low = 0;
        for (int high = places.Length; low < high;)
        {
            int middle = (low + high) / 2;
            if (places[middle].Closes < start) { low = middle + 1; } else { high = middle; }
        }

        return low == 0 ? start : places[Math.Max(0, low - bars)].Begins;
    }

    private BarPlace[][] Find(BarSpec spec)
    {
        List<BarPlace>[] readyMade = Lists();
        List<BarPlace>[] fromTrades = Lists();
        using IMarketDataSource source = history.Events.Open(Timestamp.MinValue, Timestamp.MaxValue);
        EngineEvent next = default;
        while (source.TryRead(ref next))
        {
            if (next.Kind == EventKind.Bar && history.BarSpecs[next.Bar.Spec.Value] == spec)
            {
                Timestamp moment = PackedEvents.MomentOf(in next);
                readyMade[next.Instrument.Value].Add(new BarPlace(moment, moment));
            }
            else if (next.Kind == EventKind.Trade) { AddTrade(fromTrades[next.Instrument.Value], next.ExchangeTime, spec.Period); }
        }

        return [.. readyMade.Zip(fromTrades, (ready, trades) => ready.Count > 0 ? ready : trades).Select(list => list.OrderBy(place => place.Closes).ToArray())];
    }

    private static void AddTrade(List<BarPlace> places, Timestamp time, Duration period)
    {
        Timestamp begin = new(checked(time.PeriodOf(period) * period.Nanoseconds));
        if (places.Count == 0 || places[^1].Begins < begin) { places.Add(new BarPlace(begin, begin + period)); }   // A late trade opens no bar again.
    }

    private List<BarPlace>[] Lists() => [.. Enumerable.Range(0, history.Instruments.Count).Select(_ => new List<BarPlace>())];

    /// <param name="Begins">The moment of the first event that the bar is made of.</param>
    /// <param name="Closes">When it closes.</param>
    private readonly record struct BarPlace(Timestamp Begins, Timestamp Closes);
}

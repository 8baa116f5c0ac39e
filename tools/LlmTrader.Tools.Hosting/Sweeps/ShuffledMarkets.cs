using System.Collections.Concurrent;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Rules.Language;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>
/// Makes markets in which bars follow one another in another order, for permutation tests (T. Masters, "Permutation and Randomization
/// Tests for Trading System Development", 2020). A bar moves as a whole: its change of the close against the bar before, where open, high
/// and low lay against its close, and its volume. Instruments whose bars close at the same times are shuffled alike, so that what they
/// have in common stays. What lies outside of the window stays, and so, but for the rounding to ticks, does the last close in it.
/// </summary>
internal sealed class ShuffledMarkets(DecodedHistory history, RunConfiguration configuration)
{
    // Of the specification that a rule set decides on, by instrument: taken once, read by every seed.
    private readonly ConcurrentDictionary<BarSpec, Lazy<EngineEvent[][]>> _bars = new();

    /// <summary>Throws <see cref="ArgumentException"/> where there are no bars, or where other bars that the program reads can't be made of those that it decides on.</summary>
    public DecodedHistory Make(RuleProgram program, HistoryWindow window, ulong seed)
    {
        BarSpec own = program.Streams[0].Bar;
        BarSpec[] specs = [own, .. program.Streams.Select(stream => stream.Bar).Distinct().Where(spec => spec != own)];
        foreach (BarSpec other in specs.Skip(1)) { RequireWhole(own, other); }
        EngineEvent[][] bars = _bars.GetOrAdd(own, spec => new Lazy<EngineEvent[][]>(() => BarsOf(spec))).Value;
        Xoshiro256StarStar random = new(seed);
        List<EngineEvent> all = [];
        int[] order = [];
        for (int i = 0; i < bars.Length; i++)
        {
            if (i == 0 || !CloseTogether(bars[i], bars[i - 1])) { order = Permutation(bars[i], window, ref random); }
            EngineEvent[] shuffled = Shuffle(bars[i], order, history.Instruments[new InstrumentId(i)]);
            all.AddRange(shuffled);
            for (int spec = 1; spec < specs.Length; spec++) { all.AddRange(Longer(shuffled, specs[spec].Period, new BarSpecId((ushort)spec))); }
        }

        using EventList source = new(InOrder(all));
        return DecodedHistory.Read(source, history.Instruments, specs, long.MaxValue, "shuffled market");
    }

    // By time; of one time the shorter bars first, as the time of their close is that of the longer one's last part.
    private static EngineEvent[] InOrder(List<EngineEvent> all)
    {
        (Timestamp Time, int Spec, int Instrument, int Place)[] keys = [.. all.Select((one, place) => (one.Time, (int)one.Bar.Spec.Value, one.Instrument.Value, place))];
        Array.Sort(keys);
        return Array.ConvertAll(keys, key => all[key.Place]);
    }

    private static void RequireWhole(BarSpec own, BarSpec other)
    {
        bool isWhole = own.Aggregation == BarAggregation.Time && other.Aggregation == BarAggregation.Time && other.Step > own.Step && other.Step % own.Step == 0;
        if (!isWhole) { throw new ArgumentException($"A rule set that decides on bars of {own} also reads bars of {other}: of shuffled bars only longer ones that hold them whole can be made."); }
    }

    private static bool CloseTogether(EngineEvent[] left, EngineEvent[] right) =>
        left.Length == right.Length && left.Zip(right).All(pair => pair.First.ExchangeTime == pair.Second.ExchangeTime);

    // Fisher and Yates: each order is as likely as every other. A change is against the bar before, so the first bar of all keeps its place.
    private static int[] Permutation(EngineEvent[] bars, HistoryWindow window, ref Xoshiro256StarStar random)
    {
        int[] order = [.. Enumerable.Range(0, bars.Length)];
        int first = Math.Max(1, Array.FindIndex(bars, bar => bar.ExchangeTime >= window.Start) is var begin and >= 0 ? begin : bars.Length);
        int end = Array.FindLastIndex(bars, bar => bar.ExchangeTime < window.End) + 1;
        for (int i = end - 1; i > first; i--)
        {
            int other = first + random.Below(i - first + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private static EngineEvent[] Shuffle(EngineEvent[] bars, int[] order, Instrument instrument)
    {
        EngineEvent[] shuffled = new EngineEvent[bars.Length];
        double close = bars.Length > 0 ? bars[0].Bar.Close.Raw : 0;
        for (int i = 0; i < bars.Length; i++)
        {
            ref readonly Bar from = ref bars[order[i]].Bar;
            if (i > 0) { close *= (double)from.Close.Raw / bars[order[i] - 1].Bar.Close.Raw; }
            double scale = close / from.Close.Raw;
            EngineEvent one = bars[i];   // Its times.
            one.Bar.Open = OnTick(from.Open.Raw * scale, instrument);
            one.Bar.High = OnTick(from.High.Raw * scale, instrument);
            one.Bar.Low = OnTick(from.Low.Raw * scale, instrument);
            one.Bar.Close = OnTick(close, instrument);
            one.Bar.Volume = from.Volume;
            one.Bar.Turnover = (long)Math.Round(from.Turnover * scale);
            one.Bar.TradeCount = from.TradeCount;
            one.Bar.Spec = new BarSpecId(0);
            shuffled[i] = one;
        }

        return shuffled;
    }

    private static Price OnTick(double raw, Instrument instrument)
    {
        long tick = instrument.TickSize.Raw;
        return new Price(Math.Max(tick, (long)Math.Round(raw / tick) * tick));
    }

    private static IEnumerable<EngineEvent> Longer(EngineEvent[] bars, Duration period, BarSpecId spec)
    {
        EngineEvent sum = default;
        bool isOpen = false;
        foreach (EngineEvent one in bars)
        {
            long place = one.Bar.OpenTime.PeriodOf(period);
            if (isOpen && sum.Bar.OpenTime.PeriodOf(period) != place) { yield return sum; isOpen = false; }
            if (!isOpen)
            {
                sum = one;
                sum.Bar.Spec = spec;
                sum.Bar.OpenTime = new Timestamp(place * period.Nanoseconds);
                sum.ExchangeTime = sum.Bar.OpenTime + period;
                sum.Time = sum.ExchangeTime + (one.Time - one.ExchangeTime);
                isOpen = true;
                continue;
            }

            sum.Bar.High = sum.Bar.High > one.Bar.High ? sum.Bar.High : one.Bar.High;
            sum.Bar.Low = sum.Bar.Low < one.Bar.Low ? sum.Bar.Low : one.Bar.Low;
            sum.Bar.Close = one.Bar.Close;
            sum.Bar.Volume += one.Bar.Volume;
            sum.Bar.Turnover += one.Bar.Turnover;
            sum.Bar.TradeCount += one.Bar.TradeCount;
        }

        if (isOpen && bars[^1].ExchangeTime >= sum.ExchangeTime) { yield return sum; }   // One that the data does not end is none.
    }

    // The ready-made ones; where there are none, those that the engine builds from trades.
    private EngineEvent[][] BarsOf(BarSpec spec)
    {
        List<EngineEvent>[] bars = Lists();
        using (IMarketDataSource source = history.Events.Open(Timestamp.MinValue, Timestamp.MaxValue))
        {
            EngineEvent next = default;
            while (source.TryRead(ref next))
            {
                if (next.Kind == EventKind.Bar && history.BarSpecs[next.Bar.Spec.Value] == spec) { bars[next.Instrument.Value].Add(next); }
            }
        }

        if (bars.Any(list => list.Count > 0)) { return [.. bars.Select(list => list.ToArray())]; }
        EngineOptions options = (configuration with { Bars = [spec.ToString()] }).WithBars(history.BarSpecs).ToOptions(history.Instruments);
        BarCollector collector = new(bars);
        InlineEngine engine = new(options, collector);
        using IMarketDataSource trades = history.Events.Open(Timestamp.MinValue, Timestamp.MaxValue, [.. history.BarSpecs.Select((_, index) => new BarSpecId((ushort)(index + 1)))]);
        engine.Run(trades);
        engine.Complete();
        if (bars.All(list => list.Count == 0)) { throw new ArgumentException($"The history has no bars of {spec}, and no trades to make them of."); }
        return [.. bars.Select(list => list.ToArray())];
    }

    private List<EngineEvent>[] Lists() => [.. Enumerable.Range(0, history.Instruments.Count).Select(_ => new List<EngineEvent>())];

    /// <summary>Takes every bar of the first specification, and decides nothing.</summary>
    private sealed class BarCollector(List<EngineEvent>[] bars) : IRuleSet
    {
        public string Name => "bar-collector";

        public string Id => Name;

        public int WarmUpBars => 0;

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
        {
            if (bar.Bar.Spec.Value != 0) { return RuleSetOutcome.NotMine; }
            bars[bar.Instrument.Value].Add(new EngineEvent { Kind = EventKind.Bar, Instrument = bar.Instrument, Time = bar.CloseTime, ExchangeTime = bar.CloseTime, Bar = bar.Bar });
            return RuleSetOutcome.Quiet;
        }

        public void Transfer(ISnapshotTransfer transfer)
        {
            ArgumentNullException.ThrowIfNull(transfer);
            transfer.Section(Id);
        }
    }

    private sealed class EventList(EngineEvent[] events) : IMarketDataSource
    {
        private int _next;

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == events.Length) { return false; }
            next = events[_next++];
            return true;
        }

        public void Dispose()
        {
        }
    }
}

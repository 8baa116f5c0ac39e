using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Snapshots;
using LlmTrader.Tests.Property.Bars;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>A loaded bar builder is the saved one, with every bar that is open, and closes the same bars at the same timers.</summary>
public sealed class BarBuilderSnapshotTests
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 1_500 : 100;

    // Where bars and requests go to is wiring, and here each run's own.
    private static readonly HashSet<string> NoState = ["BarOutput.sink", "TimeBarSeries._timers"];

    [Fact]
    public void A_loaded_builder_is_the_saved_one_and_goes_on_alike()
    {
        long open = 0;
        long readyMade = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            BarStream stream = new(seed, wild: true);
            Random random = new(seed);
            Run run = new(stream);
            int done = 0;
            while (done < stream.Arrivals.Count)
            {
                done = run.Play(done, Math.Min(stream.Arrivals.Count, done + random.Next(1, 250)));
                Run copy = new(stream, run);
                SnapshotCopy.Copy(run.Builder, copy.Builder);
                Assert.Equal([], StateComparer.Differences(run.Builder, copy.Builder, NoState));
                open += run.Builder.OpenBars;

                copy.Closed.AddRange(run.Closed);
                int to = Math.Min(stream.Arrivals.Count, done + 100);
                copy.Play(done, to);
                done = run.Play(done, to);
                Assert.Equal(run.Closed, copy.Closed);
                Assert.Equal(run.Timers, copy.Timers);
                Assert.Equal([], StateComparer.Differences(run.Builder, copy.Builder, NoState));
            }

            readyMade += run.Builder.Counters.ReadyMade;
        }

        Assert.True(open > Seeds && readyMade > Seeds, $"{open} open bars, {readyMade} ready-made ones");
    }

    [Fact]
    public void A_builder_of_other_bars_or_instruments_does_not_fit()
    {
        BarStream stream = new(1, wild: true);
        BarOptions minutes = new() { Specs = [BarSpec.Parse("1m")] };
        BarOptions[] others = [new() { Specs = [BarSpec.Parse("5m")] }, new() { Specs = [BarSpec.Parse("1m"), BarSpec.Parse("5m")] }, new() { Specs = [BarSpec.Parse("7t")] }];
        BarBuilder from = Make(stream.Instruments, minutes);
        foreach (BarOptions other in others) { Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(from, Make(stream.Instruments, other))); }
        InstrumentTable fewer = new([.. stream.Instruments.All.ToArray().Take(stream.Instruments.Count - 1)]);
        Assert.Throws<SnapshotFormatException>(() => SnapshotCopy.Copy(from, Make(fewer, minutes)));
    }

    private static BarBuilder Make(InstrumentTable instruments, BarOptions options) => new(instruments, options, new Nowhere(), new Nowhere());

    private sealed class Nowhere : IClosedBarSink, ITimerPort
    {
        public void Append(in ClosedBar closed)
        {
        }

        public void Request(TimerId id, Timestamp due)
        {
        }
    }

    /// <summary>Plays parts of a stream, each timer before the first arrival at or after its due time.</summary>
    private sealed class Run : IClosedBarSink, ITimerPort
    {
        private readonly BarStream _stream;

        public Run(BarStream stream, Run? before = null)
        {
            _stream = stream;
            Timers = before is null ? [] : [.. before.Timers];
            Builder = new BarBuilder(stream.Instruments, stream.Options, this, this);
        }

        public BarBuilder Builder { get; }

        public List<ClosedBar> Closed { get; } = [];

        public SortedSet<(Timestamp Due, int Id)> Timers { get; }

        public int Play(int from, int to)
        {
            for (int i = from; i < to; i++) { Take(i, _stream.Arrivals[i]); }
            return to;
        }

        void IClosedBarSink.Append(in ClosedBar closed) => Closed.Add(closed);

        void ITimerPort.Request(TimerId id, Timestamp due) => Timers.Add((due, id.Value));

        private void Take(int number, Arrival arrival)
        {
            Timestamp now = new(arrival.Now);
            while (Timers.Count > 0 && Timers.Min.Due <= now)
            {
                (Timestamp due, int id) = Timers.Min;
                Timers.Remove((due, id));
                Builder.OnTimer(new TimerId(id), due, due);
            }

            TradeTick trade = new() { Price = new Price(arrival.Price), Quantity = new Quantity(arrival.Quantity) };
            Builder.OnTrade(new InstrumentId(arrival.Instrument), in trade, new Timestamp(arrival.Time), now);
            if (number % 40 == 39) { TakeReadyMade(arrival); }
        }

        // Of every other instrument the first time bars come ready-made from some point on.
        private void TakeReadyMade(Arrival arrival)
        {
            int spec = _stream.Options.Specs.ToList().FindIndex(one => one.Aggregation == BarAggregation.Time);
            if (spec < 0 || arrival.Instrument % 2 == 0) { return; }
            Price price = new(arrival.Price);
            Bar bar = new() { Open = price, High = price, Low = price, Close = price, Volume = new Quantity(1), OpenTime = new Timestamp(arrival.Now), Spec = new BarSpecId((ushort)spec) };
            Builder.OnBar(new InstrumentId(arrival.Instrument), in bar);
        }
    }
}

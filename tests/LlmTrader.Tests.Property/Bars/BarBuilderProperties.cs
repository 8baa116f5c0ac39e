using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Bars;

public sealed class BarBuilderProperties
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("LLMTRADER_LONG") == "1" ? 5_000 : 150;

    [Fact]
    public void Streaming_equals_the_plain_twin_under_wild_clocks_and_every_policy()
    {
        BarCounters total = default;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            BarStream stream = new(seed, wild: true);
            StreamingRun run = new(stream);
            NaiveBars naive = new(stream);
            AssertSame(seed, naive.Closed, run.Closed);

            BarCounters actual = run.Builder.Counters;
            BarCounters expected = naive.Counters;
            Assert.True(expected.Late == actual.Late && expected.Dropped == actual.Dropped && expected.Folded == actual.Folded
                && expected.Filled == actual.Filled && expected.Unfilled == actual.Unfilled && expected.EarlyClosed == actual.EarlyClosed
                && expected.TooFarAhead == actual.TooFarAhead && naive.OpenBars == run.Builder.OpenBars, $"seed {seed}: counters differ");
            total.Dropped += actual.Dropped;
            total.Folded += actual.Folded;
            total.Filled += actual.Filled;
            total.Unfilled += actual.Unfilled;
            total.EarlyClosed += actual.EarlyClosed;
            total.TooFarAhead += actual.TooFarAhead;
        }

        // The streams do reach what they are made for.
        Assert.True(total is { Dropped: > 100, Folded: > 100, Filled: > 100, Unfilled: > 100, EarlyClosed: > 100, TooFarAhead: > 100 });
    }

    [Fact]
    public void With_clocks_that_nearly_agree_time_bars_are_the_trades_grouped_by_time()
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            BarStream stream = new(seed, wild: false);
            StreamingRun run = new(stream);
            Assert.Equal(0, run.Builder.Counters.EarlyClosed);
            for (int spec = 0; spec < stream.Options.Specs.Count; spec++)
            {
                long period = stream.Options.Specs[spec].Period.Nanoseconds;
                if (period == 0) { continue; }

                long end = stream.Arrivals[^1].Now - stream.Options.CloseDelay.Nanoseconds;
                IEnumerable<ClosedBar> expected = stream.Arrivals
                    .GroupBy(t => (End: (t.Time / period * period) + period, t.Instrument))
                    .Where(g => g.Key.End <= end)
                    .OrderBy(g => g.Key)
                    .Select(g => (g.Key, Trades: g.Where(t => t.Now < g.Key.End + stream.Options.CloseDelay.Nanoseconds).ToList()))
                    .Where(g => g.Trades.Count > 0)
                    .Select(g => NaiveBars.ToBar(stream.Instruments[new InstrumentId(g.Key.Instrument)], spec, g.Trades, g.Key.End - period, g.Key.End));
                AssertSame(seed, [.. expected], [.. run.Closed.Where(c => c.Bar.Spec.Value == spec)]);
            }
        }
    }

    [Fact]
    public void No_trade_is_lost_or_counted_twice()
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            BarStream stream = new(seed, wild: true);
            StreamingRun run = new(stream);
            long inBars = run.Closed.Sum(c => (long)c.Bar.TradeCount);
            long kept = run.Builder.Counters.Dropped + run.Builder.Counters.TooFarAhead;
            long given = (long)stream.Arrivals.Count * stream.Options.Specs.Count;
            Assert.True(inBars + kept <= given, $"seed {seed}: {inBars} in bars and {kept} dropped of {given}");
            Assert.True(inBars + kept == given || run.Builder.OpenBars > 0, $"seed {seed}: {given - inBars - kept} trades are in no bar");
        }
    }

    [Fact]
    public void The_same_stream_gives_the_same_hash_and_another_a_different_one()
    {
        HashSet<ulong> hashes = [];
        for (int seed = 1; seed <= 50; seed++)
        {
            ulong hash = new StreamingRun(new BarStream(seed, wild: true)).Builder.Hash;
            Assert.Equal(hash, new StreamingRun(new BarStream(seed, wild: true)).Builder.Hash);
            Assert.True(hashes.Add(hash), $"seed {seed}: hash seen before");
        }
    }

    private static void AssertSame(int seed, List<ClosedBar> expected, List<ClosedBar> actual)
    {
        for (int i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            Assert.True(expected[i].Equals(actual[i]), $"seed {seed}, bar {i}: expected {Text(expected[i])}, got {Text(actual[i])}");
        }

        Assert.True(expected.Count == actual.Count, $"seed {seed}: expected {expected.Count} bars, got {actual.Count}");
    }

    private static string Text(ClosedBar c) => $"spec {c.Bar.Spec.Value} instrument {c.Instrument.Value} [{c.Bar.OpenTime}, {c.CloseTime}) "
        + $"{c.Bar.Open.Raw}/{c.Bar.High.Raw}/{c.Bar.Low.Raw}/{c.Bar.Close.Raw} v{c.Bar.Volume.Raw} t{c.Bar.Turnover} n{c.Bar.TradeCount}";
}

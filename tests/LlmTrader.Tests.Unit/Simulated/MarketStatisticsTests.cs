using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;

namespace LlmTrader.Tests.Unit.Simulated;

/// <summary>The stylised facts of real markets: fat tails, clustered volatility, no trend to earn, runs of one side, a few huge trades.</summary>
public sealed class MarketStatisticsTests
{
    private const int Seconds = 8 * 3600;

    public static TheoryData<int, ulong> Cases
    {
        get
        {
            var cases = new TheoryData<int, ulong>();
            for (int instrument = 0; instrument < 4; instrument++)
            {
                for (ulong seed = 1; seed <= 3; seed++) { cases.Add(instrument, seed); }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Returns_have_fat_tails_and_clustered_volatility(int instrument, ulong seed)
    {
        SimulatedInstrument simulated = SimulatedMarket.DemoInstruments()[instrument];
        double[] returns = SecondReturns(simulated, seed);
        double[] magnitudes = [.. returns.Select(Math.Abs)];

        Assert.True(Kurtosis(returns) > 3.5, $"kurtosis {Kurtosis(returns)}");
        Assert.InRange(Autocorrelation(returns, 1), -0.2, 0.05);   // No trend to earn; rounding to a coarse tick reverts.
        foreach (int lag in (int[])[1, 5, 20])
        {
            Assert.True(Autocorrelation(magnitudes, lag) > 0.03, $"clustering at {lag} s: {Autocorrelation(magnitudes, lag)}");
        }

        // Over eight hours the slowest factor changes only about 20 times, so the mean is not reached closely.
        double volatility = Math.Sqrt(returns.Average(r => r * r));
        Assert.InRange(volatility / simulated.VolatilityPerSqrtSecond, 0.6, 1.6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Trades_come_in_runs_and_sizes_have_a_heavy_tail(int instrument, ulong seed)
    {
        SimulatedInstrument simulated = SimulatedMarket.DemoInstruments()[instrument];
        var signs = new List<double>();
        var sizes = new List<double>();
        using var market = new SimulatedMarket(new() { Seed = seed, Instruments = [simulated], Length = Duration.FromSeconds(Seconds), QuoteShare = 0.5 });
        EngineEvent e = default;
        while (market.TryRead(ref e))
        {
            if (e.Kind != EventKind.Trade) { continue; }
            signs.Add(e.Trade.Aggressor == Side.Buy ? 1 : -1);
            sizes.Add(e.Trade.Quantity.Raw);
        }

        sizes.Sort();
        Assert.InRange(signs.Average(), -0.05, 0.05);
        Assert.InRange(Autocorrelation([.. signs], 1), 0.37, 0.43);
        Assert.True(sizes.Average() > 1.8 * sizes[sizes.Count / 2], "the mean size is far above the median");
        Assert.True(sizes[^1] > 100 * sizes[sizes.Count / 2], "the largest is a multiple of the median");
    }

    [Fact]
    public void The_spread_returns_to_its_mean_and_widens_with_volatility()
    {
        SimulatedInstrument simulated = SimulatedMarket.DemoInstruments()[0];   // 20 ticks on average.
        var spreads = new List<double>();
        using var market = new SimulatedMarket(new() { Seed = 1, Instruments = [simulated], Length = Duration.FromSeconds(Seconds), QuoteShare = 1 });
        EngineEvent e = default;
        while (market.TryRead(ref e)) { spreads.Add((e.Quote.AskPrice - e.Quote.BidPrice).Raw); }

        Assert.InRange(spreads.Average(), 14, 26);
        Assert.True(Autocorrelation([.. spreads], 1) > 0.8);            // It moves gradually,
        Assert.True(spreads.Min() < 10 && spreads.Max() > 30);          // and far.
    }

    [Fact]
    public void Gaps_between_events_are_exponential_into_the_far_tail()
    {
        var options = new SimulatedMarketOptions { Seed = 4, Instruments = SimulatedMarket.DemoInstruments() };   // 100 a second.
        var gaps = new double[1_000_000];
        Timestamp last = options.Start;
        using var market = new SimulatedMarket(options);
        EngineEvent e = default;
        for (int i = 0; i < gaps.Length; i++)
        {
            market.TryRead(ref e);
            gaps[i] = (e.ExchangeTime - last).Nanoseconds / 1e7;   // In means.
            last = e.ExchangeTime;
        }

        Assert.InRange(gaps.Average(), 0.995, 1.005);
        Assert.InRange(gaps.Average(g => g * g), 1.98, 2.02);
        foreach (double x in (double[])[0.5, 2, 6, 8])   // Beyond 6.9 lies the table's open end.
        {
            double expected = Math.Exp(-x) * gaps.Length;
            double deviations = (gaps.Count(g => g > x) - expected) / Math.Sqrt(expected);
            Assert.True(Math.Abs(deviations) < 4, $"share above {x} means is off by {deviations} standard deviations");
        }
    }

    private static double[] SecondReturns(SimulatedInstrument simulated, ulong seed)
    {
        var options = new SimulatedMarketOptions { Seed = seed, Instruments = [simulated], Length = Duration.FromSeconds(Seconds) };
        var returns = new List<double>(Seconds);
        double mid = simulated.StartPrice.Raw;
        double before = mid;
        Timestamp next = options.Start + Duration.FromSeconds(1);
        using var market = new SimulatedMarket(options);
        EngineEvent e = default;
        while (market.TryRead(ref e))
        {
            for (; e.ExchangeTime >= next; next += Duration.FromSeconds(1))
            {
                returns.Add(Math.Log(mid / before));
                before = mid;
            }

            if (e.Kind == EventKind.Quote) { mid = (e.Quote.BidPrice.Raw + e.Quote.AskPrice.Raw) / 2.0; }
        }

        return [.. returns];
    }

    private static double Kurtosis(double[] values)
    {
        double mean = values.Average();
        double variance = values.Average(v => (v - mean) * (v - mean));
        return values.Average(v => Math.Pow(v - mean, 4)) / (variance * variance);
    }

    private static double Autocorrelation(double[] values, int lag)
    {
        double mean = values.Average();
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < values.Length; i++)
        {
            variance += (values[i] - mean) * (values[i] - mean);
            if (i >= lag) { covariance += (values[i] - mean) * (values[i - lag] - mean); }
        }

        return covariance / variance;
    }
}

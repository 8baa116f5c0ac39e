using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tests.Property.Backtests;

/// <summary>Random equity curves, many rows at exact hours and midnights among them, against plain formulas over all rows.</summary>
public sealed class EquityCurveProperties
{
    private const long Hour = 3_600_000_000_000;
    private static readonly Currency Usd = Currency.Parse("USD");

    [Fact]
    public void Return_metrics_are_those_of_the_plain_formulas()
    {
        int daily = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            List<(long Time, long Equity)> rows = Curve(new Random(seed), out long start);
            PerformanceSummary s = Record(rows, start);
            double[] returns = Returns(rows, start, out double perYear);
            if (perYear == 365.25) { daily++; }
            double mean = returns.Average();
            double deviation = Math.Sqrt(returns.Sum(r => (r - mean) * (r - mean)) / (returns.Length - 1));
            double downside = Math.Sqrt(returns.Sum(r => Math.Min(r, 0) * Math.Min(r, 0)) / returns.Length);
            (double depth, long length, bool recovered, long longest) = Drawdown(rows);

            Check(seed, "periods", perYear, s.PeriodsPerYear);
            Check(seed, "returns", returns.Length, s.Returns);
            Check(seed, "volatility", deviation * Math.Sqrt(perYear), s.Volatility);
            Check(seed, "Sharpe", mean / deviation * Math.Sqrt(perYear), s.Sharpe);
            Check(seed, "Sortino", mean / downside * Math.Sqrt(perYear), s.Sortino);
            Check(seed, "drawdown", depth, s.MaxDrawdownRatio);
            Check(seed, "its length", depth > 0 ? length / 1e9 : double.NaN, (double?)s.MaxDrawdownSeconds);
            Check(seed, "longest", depth > 0 ? longest / 1e9 : double.NaN, (double?)s.LongestDrawdownSeconds);
            Assert.Equal(depth > 0 ? recovered : null, s.MaxDrawdownRecovered);
        }

        Assert.InRange(daily, 50, 250);   // Both samplings are there.
    }

    private static List<(long Time, long Equity)> Curve(Random random, out long start)
    {
        long day = Hour * 24;
        long time = start = (1_700_000_000_000_000_000 / day * day) + (random.Next(2) * random.NextInt64(day));
        long end = start + (random.Next(2, 45) * day) + random.NextInt64(day);
        long equity = 1000 * Money.One;
        var rows = new List<(long, long)>();
        while (time < end)
        {
            time = random.Next(3) switch
            {
                0 => ((time / Hour) + 1) * Hour,
                1 => ((time / day) + 1) * day,
                _ => time + random.NextInt64(1, random.Next(1, 40) * Hour),
            };
            equity = Math.Max(Money.One, equity + random.NextInt64(-60 * Money.One, 62 * Money.One));
            rows.Add((time, equity));
        }

        return rows;
    }

    private static PerformanceSummary Record(List<(long Time, long Equity)> rows, long start)
    {
        EngineOptions options = new()
        {
            Instruments = new InstrumentTable(
            [
                new Instrument
                {
                    Id = new InstrumentId(0), Symbol = "SPY", Venue = "ARCA", Base = Currency.Parse("SPY"), Quote = Usd,
                    PriceScale = 2, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
                },
            ]),
            Bars = new BarOptions { Specs = [] },
            Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(1000 * Money.One, Usd)] }],
        };
        using BacktestRecorder recorder = new(options) { Start = new Timestamp(start) };
        long peak = 1000 * Money.One;
        foreach ((long time, long equity) in rows)
        {
            peak = Math.Max(peak, equity);
            OutRecord record = new() { Time = new Timestamp(time), Kind = OutKind.Equity };
            record.Equity = new EquityUpdate { Currency = Usd, CashRaw = equity, EquityRaw = equity, PeakRaw = peak };
            recorder.Append(in record);
        }

        recorder.Complete();
        return recorder.Summaries().Single();
    }

    private static double[] Returns(List<(long Time, long Equity)> rows, long start, out double perYear)
    {
        long day = Hour * 24;
        long end = rows[^1].Time;
        int days = 0;
        for (long midnight = start / day * day; midnight < end; midnight += day) { days++; }
        long step = days >= 20 ? day : Hour;
        perYear = 365.25 * day / step;

        var returns = new List<double>();
        decimal previous = 1000 * Money.One;
        for (long time = (start / step * step) + step; ; time += step)
        {
            decimal equity = rows.Where(row => row.Time <= time).Select(row => (decimal)row.Equity).DefaultIfEmpty(1000 * Money.One).Last();
            returns.Add((double)((equity / previous) - 1));
            previous = equity;
            if (time >= end) { return [.. returns]; }
        }
    }

    // Every pair of a row at its peak and the next row that is no lower encloses one drawdown.
    private static (double Depth, long Length, bool Recovered, long Longest) Drawdown(List<(long Time, long Equity)> rows)
    {
        (double depth, long length, bool recovered, long longest) = (0, 0, false, 0);
        List<(long Time, long Equity)> all = [(rows[0].Time, 1000 * Money.One), .. rows];
        for (int i = 0; i < all.Count; i++)
        {
            if (all.Take(i).Any(row => row.Equity > all[i].Equity)) { continue; }   // Not at a peak.
            int end = all.FindIndex(i + 1, row => row.Equity >= all[i].Equity);
            List<(long Time, long Equity)> below = all[(i + 1)..(end < 0 ? all.Count : end)];
            if (below.Count == 0) { continue; }
            long took = (end < 0 ? rows[^1].Time : all[end].Time) - all[i].Time;
            longest = Math.Max(longest, took);
            double deepest = below.Max(row => (all[i].Equity - row.Equity) / (double)all[i].Equity);
            if (deepest > depth) { (depth, length, recovered) = (deepest, took, end >= 0); }
        }

        return (depth, length, recovered, longest);
    }

    // Where the plain formula divides by zero, the metric is undefined.
    private static void Check(int seed, string what, double expected, double? actual) => Assert.True(
        double.IsFinite(expected) ? actual is { } value && Math.Abs(value - expected) <= 1e-9 * Math.Abs(expected) : actual is null,
        $"{what}, seed {seed}: {expected} expected, {actual} found");
}

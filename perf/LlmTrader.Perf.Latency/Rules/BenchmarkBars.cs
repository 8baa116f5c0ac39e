using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Perf.Latency.Rules;

/// <summary>Bars of a seeded random walk, one a minute, of the first instrument; prices with two decimals.</summary>
internal static class BenchmarkBars
{
    private const int Seed = 7;
    private const long Minute = 60_000_000_000;
    private const long Start = 1_735_689_600_000_000_000;

    public static ClosedBar[] Walk(int count)
    {
        Random random = new(Seed);
        ClosedBar[] bars = new ClosedBar[count];
        long close = 60_000_00;
        for (int i = 0; i < count; i++)
        {
            long open = close;
            close = Math.Max(1_000_00, close + random.Next(-60_00, 61_00));
            bars[i] = new ClosedBar
            {
                Instrument = new InstrumentId(0),
                CloseTime = new Timestamp(Start + ((i + 1) * Minute)),
                Bar = new Bar
                {
                    Open = new Price(open), Close = new Price(close),
                    High = new Price(Math.Max(open, close) + random.Next(20_00)), Low = new Price(Math.Min(open, close) - random.Next(20_00)),
                    Volume = new Quantity(1 + random.Next(1_000_000)), OpenTime = new Timestamp(Start + (i * Minute)), TradeCount = 1,
                },
            };
        }

        return bars;
    }

    /// <summary>The bar as a program sees it.</summary>
    public static IndicatorInput Input(ClosedBar bar) => new()
    {
        Open = bar.Bar.Open.Raw / 100.0, High = bar.Bar.High.Raw / 100.0, Low = bar.Bar.Low.Raw / 100.0, Close = bar.Bar.Close.Raw / 100.0,
        Value = bar.Bar.Close.Raw / 100.0, Volume = bar.Bar.Volume.Raw / 1e5,
    };
}

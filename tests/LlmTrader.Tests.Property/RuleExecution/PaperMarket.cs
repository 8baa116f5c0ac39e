using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>Instruments and seeded bars as an engine would hand them over.</summary>
internal static class PaperMarket
{
    public static InstrumentTable Table(params string[] names) => new([.. names.Select((name, i) => Create(i, name))]);

    /// <summary>Bars of one specification, the instruments in turn: trends, swings and quiet stretches, by a wandering drift and volatility.</summary>
    public static ClosedBar[] Bars(int seed, int count, int instruments, BarSpec spec)
    {
        var random = new Random(seed);
        double[] price = [.. Enumerable.Repeat(10_000.0, instruments)];
        double[] drift = new double[instruments];
        double[] volatility = [.. Enumerable.Repeat(0.01, instruments)];
        var bars = new ClosedBar[count * instruments];
        for (int i = 0; i < bars.Length; i++)
        {
            int id = i % instruments;
            long open = Raw(price[id]);
            drift[id] = (0.97 * drift[id]) + (0.0006 * Normal(random));
            volatility[id] = Math.Clamp(volatility[id] * Math.Exp(0.1 * Normal(random)), 0.002, 0.04);
            price[id] = Math.Clamp(price[id] * Math.Exp(drift[id] + (volatility[id] * Normal(random))), 1_000, 100_000);
            long close = Raw(price[id]);
            long wick = Raw(price[id] * volatility[id] * random.NextDouble());
            long start = (i / instruments) * spec.Step;
            bars[i] = new ClosedBar
            {
                Instrument = new InstrumentId(id),
                CloseTime = new Timestamp(start + spec.Step),
                Bar = new Bar
                {
                    Open = new Price(open), Close = new Price(close), High = new Price(Math.Max(open, close) + wick), Low = new Price(Math.Max(1, Math.Min(open, close) - wick)),
                    Volume = new Quantity(random.Next(1, 100_000)), OpenTime = new Timestamp(start), Spec = new BarSpecId(0),
                },
            };
        }

        return bars;
    }

    private static long Raw(double price) => Math.Max(1, (long)Math.Round(price));

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Instrument Create(int id, string name) => new()
    {
        Id = new InstrumentId(id),
        Symbol = name.Split('.')[0],
        Venue = name.Split('.')[1],
        Base = Currency.Parse($"B{id}"),
        Quote = Currency.Parse("USDT"),
        PriceScale = 2,
        QuantityScale = 4,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(10),
    };
}

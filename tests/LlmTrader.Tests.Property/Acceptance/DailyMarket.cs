using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tests.Property.Acceptance;

/// <summary>Seeded markets of one instrument, a bar a day, as a journal that the engine runs: fees of 5 basis points, a tick of slippage.</summary>
internal static class DailyMarket
{
    private const double Deviation = 0.01;

    private static readonly Timestamp Start = Timestamp.FromUnixSeconds(1_420_070_400);

    private static readonly Instrument Traded = new()
    {
        Id = new InstrumentId(0),
        Symbol = "BTCUSDT",
        Venue = "BINANCE",
        Base = Currency.Parse("BTC"),
        Quote = Currency.Parse("USDT"),
        PriceScale = 2,
        QuantityScale = 5,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
        MakerFee = new FeeRate(50_000),
        TakerFee = new FeeRate(50_000),
    };

    /// <summary>No day knows of another.</summary>
    public static SweepHistory RandomWalk(ulong seed, int days) => Open(Changes(seed, days, trend: 0, turns: 1));

    /// <summary>Trends up and down, as strong as a day's noise, that end after ten days in the mean.</summary>
    public static SweepHistory Trending(ulong seed, int days) => Open(Changes(seed, days, trend: Deviation, turns: 5));

    private static double[] Changes(ulong seed, int days, double trend, int turns)
    {
        Xoshiro256StarStar random = new(seed);
        double direction = 1;
        var changes = new double[days];
        foreach (ref double change in changes.AsSpan())
        {
            if (random.Below(turns) == 0) { direction = random.Below(2) == 0 ? 1 : -1; }
            double first = (random.Next() >> 11) * (1.0 / (1L << 53));
            double second = (random.Next() >> 11) * (1.0 / (1L << 53));
            change = (direction * trend) + (Deviation * Math.Sqrt(-2 * Math.Log(1 - first)) * Math.Cos(2 * Math.PI * second));
        }

        return changes;
    }

    private static SweepHistory Open(double[] changes)
    {
        string path = System.IO.Directory.CreateTempSubdirectory("llmtrader-market-").FullName;
        try
        {
            JournalDirectory directory = JournalDirectory.Create(path, new JournalManifest
            {
                EngineSemantics = 1,
                ProgramVersion = "0.1.0-test",
                JournalId = "market",
                CreatedAt = Start,
                Instruments = new InstrumentTable([Traded]),
                BarSpecs = [BarSpec.Parse("1d")],
                Configuration = JsonDocument.Parse("{}").RootElement,
            });
            using (JournalWriter writer = new(directory, new JournalWriterOptions { Preallocate = false }))
            {
                double price = 5_000_000;
                for (int day = 0; day < changes.Length; day++)
                {
                    EngineEvent bar = Bar(day, price, price * Math.Exp(changes[day]));
                    price *= Math.Exp(changes[day]);
                    writer.Append(in bar);
                }

                writer.EndOfBatch();
                writer.Complete();
            }

            return SweepHistory.Open(new SweepOptions
            {
                Data = [path],
                Configuration = new RunConfiguration
                {
                    Strategy = "",
                    Bars = [],
                    Accounts = [new AccountConfiguration { Name = "main", Cash = new Dictionary<string, string> { ["USDT"] = "1000000" } }],
                    Limits = new LimitsConfiguration { ShortSelling = true },
                    EntryLatency = 3_000_000,
                    Slippage = "1t",
                },
            });
        }
        finally
        {
            System.IO.Directory.Delete(path, recursive: true);
        }
    }

    private static EngineEvent Bar(int day, double open, double close)
    {
        static Price Tick(double raw) => new(Math.Max(1_000, (long)Math.Round(raw)));
        Timestamp begin = Start + Duration.FromDays(day);
        return new EngineEvent
        {
            Sequence = day,
            Kind = EventKind.Bar,
            Time = begin + Duration.OneDay,
            ExchangeTime = begin + Duration.OneDay,
            Bar = new Bar
            {
                Open = Tick(open),
                Close = Tick(close),
                High = Tick(Math.Max(open, close) * 1.002),
                Low = Tick(Math.Min(open, close) * 0.998),
                Volume = new Quantity(500_000_000),
                Turnover = 1_000_000_000,
                OpenTime = begin,
                TradeCount = 100,
            },
        };
    }
}

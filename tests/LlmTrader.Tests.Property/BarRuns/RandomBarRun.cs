using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.BarRuns;

/// <summary>Ready-made bars, instruments, an account, limits and a venue at random: all that a bar engine may be given.</summary>
internal sealed class RandomBarRun
{
    private const long Minute = 60_000_000_000;
    private const long Start = 1_735_689_600_000_000_000;

    private static readonly Currency Usdt = Currency.Parse("USDT");
    private static readonly Currency Usdc = Currency.Parse("USDC");

    public RandomBarRun(int seed, int bars, BarSpec? spec = null)
    {
        var random = new Random(seed);
        int instruments = random.Next(3) == 0 ? 1 + random.Next(3) : 1;
        long step = spec?.Step ?? Minute;
        Options = new EngineOptions
        {
            Instruments = new InstrumentTable([.. Enumerable.Range(0, instruments).Select(id => InstrumentOf(id, random))]),
            Bars = new BarOptions { Specs = spec is { } own && own.ToString() != "1m" ? [own, BarSpec.Parse("1m")] : [BarSpec.Parse("1m")] },
            Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(random.Next(1, 2_000_000) * Money.One, Usdt), new Money(random.Next(1, 20_000) * Money.One, Usdc)] }],
            Risk = new RiskOptions
            {
                MaxOpenOrders = 64,
                DefaultLimits = new RiskLimits
                {
                    ShortSelling = random.Next(2) == 0,
                    PriceCollar = random.Next(2) * 500,
                    MarketBuffer = random.Next(3) == 0 ? 50 : 0,
                    OrderNotional = random.Next(4) == 0 ? 900_000 * Money.One : 0,
                    OrderQuantity = new Quantity(random.Next(4) == 0 ? 1_000_000_000 : 0),
                },
            },
            Venue = new VenueOptions
            {
                MaxOpenOrders = 64,
                EntryLatency = LatencyOf(random),
                ResponseLatency = LatencyOf(random),
                ParticipationPercent = random.Next(3) == 0 ? 30 : 100,
                Slippage = random.Next(3) switch { 0 => new Slippage(SlippageUnit.Ticks, 3), 1 => new Slippage(SlippageUnit.BasisPoints, 7), _ => Slippage.None },
            },
            CheckpointInterval = random.Next(2) == 0 ? 16 : 65_536,
        };
        Bars = [.. Make(random, bars, instruments, step)];
    }

    public EngineOptions Options { get; init; }

    public IReadOnlyList<EngineEvent> Bars { get; }

    public IMarketDataSource Open() => new Player(Bars);

    private static Duration LatencyOf(Random random) => random.Next(4) switch
    {
        0 => Duration.FromMilliseconds(3),
        1 => Duration.FromSeconds(20),
        2 => Duration.FromSeconds(150),   // Longer than a bar.
        _ => Duration.Zero,
    };

    private static Instrument InstrumentOf(int id, Random random) => new()
    {
        Id = new InstrumentId(id),
        Symbol = $"{(char)('A' + id)}USDT",
        Venue = "X",
        Base = Currency.Parse($"B{id}"),
        Quote = random.Next(4) == 0 ? Usdc : Usdt,
        PriceScale = 2,
        QuantityScale = 4,
        TickSize = new PriceOffset(1 + random.Next(5)),
        LotSize = new Quantity(10),
        TakerFee = new FeeRate(random.Next(200_000)),
        MakerFee = new FeeRate(random.Next(100_000)),
        MinNotionalRaw = random.Next(3) == 0 ? 100 * Money.One : 0,
        MinQuantity = new Quantity(random.Next(3) == 0 ? 100 : 0),
        FeeTiers = random.Next(3) == 0 ? [new FeeTier(100_000 * Money.One, new FeeRate(1_000), new FeeRate(2_000))] : [],
    };

    // Several instruments' bars may close together, come late, be missing or overlap; some show no trade, some little, some nonsense.
    private static IEnumerable<EngineEvent> Make(Random random, int count, int instruments, long step)
    {
        long[] close = [.. Enumerable.Repeat(100_00L, instruments)];
        long time = Start;
        for (int i = 0; i < count; i++)
        {
            time += random.Next(12) == 0 ? 5 * step : step;
            for (int id = 0; id < instruments; id++)
            {
                if (random.Next(15) == 0) { continue; }
                long open = random.Next(6) == 0 ? close[id] + random.Next(-90, 91) : close[id];
                close[id] = Math.Max(1_00, open + random.Next(-60, 61));
                long opened = random.Next(30) == 0 ? time - (2 * step) : time - step;
                yield return new EngineEvent
                {
                    Kind = EventKind.Bar,
                    Instrument = new InstrumentId(id),
                    Time = new Timestamp(time + (random.Next(10) == 0 ? random.Next(1_000_000) : 0)),
                    ExchangeTime = new Timestamp(time),
                    Bar = new Bar
                    {
                        Open = new Price(open),
                        Close = new Price(close[id]),
                        High = new Price(Math.Max(open, close[id]) + random.Next(30)),
                        Low = new Price(random.Next(200) == 0 ? 0 : Math.Min(open, close[id]) - random.Next(30)),
                        Volume = new Quantity(random.Next(6) switch { 0 => 0, 1 => random.Next(1_000_000), _ => 500_000_000_000L }),
                        OpenTime = new Timestamp(opened),
                        TradeCount = 1,
                    },
                };
            }
        }
    }

    private sealed class Player(IReadOnlyList<EngineEvent> events) : IMarketDataSource
    {
        private int _next;

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == events.Count) { return false; }
            next = events[_next++];
            return true;
        }

        public void Dispose()
        {
        }
    }
}

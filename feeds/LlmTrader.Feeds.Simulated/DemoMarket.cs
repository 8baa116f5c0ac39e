using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Simulated;

/// <summary>The instruments of the demo.</summary>
internal static class DemoMarket
{
    private const string Venue = "SIM";

    public static IReadOnlyList<SimulatedInstrument> Instruments() =>
    [
        new()
        {
            Instrument = Create(0, "BTCUSDT", "BTC", priceScale: 2, tick: 1, quantityScale: 5, lot: 1),
            StartPrice = new Price(60_000_00),
            VolatilityPerSqrtSecond = 0.00010,
            EventsPerSecond = 40,
            MeanSpreadTicks = 20,
            TypicalTradeLots = 500,          // 0.005 BTC
            MaxLots = 5_000_000,
        },
        new()
        {
            Instrument = Create(1, "ETHUSDT", "ETH", priceScale: 2, tick: 1, quantityScale: 4, lot: 1),
            StartPrice = new Price(2_500_00),
            VolatilityPerSqrtSecond = 0.00013,
            EventsPerSecond = 30,
            MeanSpreadTicks = 3,
            TypicalTradeLots = 1_000,        // 0.1 ETH
            MaxLots = 10_000_000,
        },
        new()
        {
            Instrument = Create(2, "SOLUSDT", "SOL", priceScale: 2, tick: 1, quantityScale: 3, lot: 1),
            StartPrice = new Price(150_00),
            VolatilityPerSqrtSecond = 0.00018,
            EventsPerSecond = 20,
            MeanSpreadTicks = 1.5,
            TypicalTradeLots = 2_000,        // 2 SOL
            MaxLots = 20_000_000,
        },
        new()
        {
            // As a share: a tick of a cent, whole lots of one.
            Instrument = Create(3, "ACME", "ACME", priceScale: 2, tick: 1, quantityScale: 0, lot: 1),
            StartPrice = new Price(100_00),
            VolatilityPerSqrtSecond = 0.00008,
            EventsPerSecond = 10,
            MeanSpreadTicks = 1.5,
            TypicalTradeLots = 100,
            MaxLots = 100_000,
        },
    ];

    private static Instrument Create(int id, string symbol, string baseAsset, int priceScale, long tick, int quantityScale, long lot) => new()
    {
        Id = new InstrumentId(id),
        Symbol = symbol,
        Venue = Venue,
        Base = Currency.Parse(baseAsset),
        Quote = Currency.Parse("USDT"),
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        TickSize = new PriceOffset(tick),
        LotSize = new Quantity(lot),
        MakerFee = new FeeRate(20_000),   // 0.02 %
        TakerFee = new FeeRate(50_000),   // 0.05 %
    };
}

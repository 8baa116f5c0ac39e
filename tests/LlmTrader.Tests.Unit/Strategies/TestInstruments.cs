using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Strategies;

/// <summary>BTCUSDT on two venues with steps of 0.01 and 0.001, and ETHUSDT on one with steps of 0.5.</summary>
internal static class TestInstruments
{
    public static IReadOnlyList<BarSpec> Bars { get; } = [BarSpec.Parse("1m"), BarSpec.Parse("5m")];

    public static InstrumentTable Table() => new([Create(0, "BTCUSDT", "X", 2, 1), Create(1, "BTCUSDT", "Y", 3, 1), Create(2, "ETHUSDT", "X", 1, 5)]);

    private static Instrument Create(int id, string symbol, string venue, int quantityScale, long lot) => new()
    {
        Id = new InstrumentId(id),
        Symbol = symbol,
        Venue = venue,
        Base = Currency.Parse(symbol.AsSpan(0, 3)),
        Quote = Currency.Parse("USDT"),
        PriceScale = 2,
        QuantityScale = quantityScale,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(lot),
    };
}

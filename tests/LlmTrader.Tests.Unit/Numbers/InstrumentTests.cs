using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Numbers;

public class InstrumentTests
{
    private static readonly Instrument Btc = new()
    {
        Id = new InstrumentId(0),
        Symbol = "BTCUSDT",
        Venue = "BINANCE",
        Base = Currency.Parse("BTC"),
        Quote = Currency.Parse("USDT"),
        PriceScale = 2,
        QuantityScale = 8,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1000),
    };

    [Fact]
    public void Notional_is_exact_and_rounds_ties_to_even()
    {
        for (int seed = 1; seed <= 50_000; seed++)
        {
            var random = new Random(seed);
            Instrument instrument = Btc with { PriceScale = random.Next(13), QuantityScale = random.Next(13) };
            long price = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(63);
            long quantity = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(63);

            BigInteger numerator = (BigInteger)price * quantity * BigInteger.Pow(10, Money.Scale);
            BigInteger denominator = BigInteger.Pow(10, instrument.PriceScale + instrument.QuantityScale);
            BigInteger floor = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
            if (rest.Sign < 0) { floor--; rest += denominator; }
            BigInteger expected = rest * 2 < denominator || (rest * 2 == denominator && floor.IsEven) ? floor : floor + 1;

            if (expected < long.MinValue || expected > long.MaxValue)
            {
                Assert.Throws<OverflowException>(() => instrument.Notional(new Price(price), new Quantity(quantity)));
                continue;
            }

            Money notional = instrument.Notional(new Price(price), new Quantity(quantity));
            Assert.True(notional == new Money((long)expected, Btc.Quote), $"seed {seed}: {price} x {quantity} is {notional.Raw}, not {expected}");
        }
    }

    [Fact]
    public void A_notional_that_would_wrap_128_bits_is_an_overflow()
    {
        // 2^62 x 2^59 x 10^8 is 5^8 x 2^129: its low 128 bits are 0, which would fit.
        Instrument whole = Btc with { PriceScale = 0, QuantityScale = 0 };
        Assert.Throws<OverflowException>(() => whole.Notional(new Price(1L << 62), new Quantity(1L << 59)));
    }

    [Fact]
    public void Instruments_are_specified_alike_when_all_but_the_id_is_the_same_tier_by_tier()
    {
        MarginTier[] margin = [new(1_000, 200, 100, 0), new(2_000, 400, 200, 1)];
        FeeTier[] fees = [new(1_000, new FeeRate(1), new FeeRate(2))];
        Instrument perpetual = Btc with { Kind = InstrumentKind.LinearPerpetual, MarginTiers = margin, FeeTiers = fees };
        Assert.True(perpetual.IsSpecifiedAs(perpetual with { Id = new InstrumentId(7), MarginTiers = [.. margin.Select(tier => tier with { })], FeeTiers = [.. fees] }));
        Assert.False(perpetual.IsSpecifiedAs(perpetual with { MarginTiers = margin[..1] }));
        Assert.False(perpetual.IsSpecifiedAs(perpetual with { MarginTiers = [margin[0], margin[1] with { MaintenanceRate = 201 }] }));
        Assert.False(perpetual.IsSpecifiedAs(perpetual with { FeeTiers = [] }));
        Assert.False(perpetual.IsSpecifiedAs(perpetual with { TickSize = new PriceOffset(5) }));
        Assert.False(perpetual.IsSpecifiedAs(perpetual with { Symbol = "ETHUSDT" }));
    }

    [Fact]
    public void An_unusable_field_is_refused_by_name()
    {
        Refuses(Btc with { Symbol = "" }, nameof(Instrument.Symbol));
        Refuses(Btc with { Venue = "" }, nameof(Instrument.Venue));
        Refuses(Btc with { Quote = Currency.None }, nameof(Instrument.Quote));
        Refuses(Btc with { PriceScale = 13 }, nameof(Instrument.PriceScale));
        Refuses(Btc with { QuantityScale = -1 }, nameof(Instrument.QuantityScale));
        Refuses(Btc with { TickSize = new PriceOffset(0) }, nameof(Instrument.TickSize));
        Refuses(Btc with { LotSize = new Quantity(-1) }, nameof(Instrument.LotSize));
        Assert.Same(Btc, Btc.Validated());
    }

    [Fact]
    public void A_table_finds_by_full_name_and_by_a_symbol_that_is_unique()
    {
        Instrument eth = Btc with { Id = new InstrumentId(1), Symbol = "ETHUSDT" };
        Instrument other = Btc with { Id = new InstrumentId(2), Venue = "OKX" };
        var table = new InstrumentTable([Btc, eth, other]);

        Assert.True(table.TryFind("ETHUSDT", out Instrument? found) && found == eth);
        Assert.True(table.TryFind("BTCUSDT.OKX", out found) && found == other);
        Assert.False(table.TryFind("BTCUSDT", out _));
        Assert.False(table.TryFind("XRPUSDT", out _));
        Assert.True(table.Contains(eth.Id) && !table.Contains(InstrumentId.None) && !table.Contains(new InstrumentId(3)));
        Assert.Equal(3, table.Count);
    }

    [Fact]
    public void A_table_has_ids_in_order_and_names_once()
    {
        Assert.Contains("place in the table is 0", Assert.Throws<ArgumentException>(() => new InstrumentTable([Btc with { Id = new InstrumentId(1) }])).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new InstrumentTable([Btc, Btc with { Id = new InstrumentId(1) }])).Message, StringComparison.Ordinal);
    }

    private static void Refuses(Instrument instrument, string field) =>
        Assert.Contains(field, Assert.Throws<ArgumentException>(() => instrument.Validated()).Message, StringComparison.Ordinal);
}

using System.Numerics;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;

namespace LlmTrader.Tests.Unit.Numbers;

/// <summary>Price times quantity against arbitrary-precision integers, over all scales and up to where it no longer fits.</summary>
public sealed class NotionalTests
{
    [Fact]
    public void Agrees_with_big_integers_or_overflows_with_them()
    {
        Instrument like = SimulatedMarket.DemoInstruments()[0].Instrument;
        int overflows = 0;
        for (int seed = 1; seed <= 20_000; seed++)
        {
            Random random = new(seed);
            Instrument instrument = like with { PriceScale = random.Next(13), QuantityScale = random.Next(13) };
            long price = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            long quantity = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            BigInteger exact = Expected((BigInteger)price * quantity, Money.Scale - instrument.PriceScale - instrument.QuantityScale);
            if (exact < long.MinValue || exact > long.MaxValue)
            {
                overflows++;
                Assert.Throws<OverflowException>(() => instrument.Notional(new Price(price), new Quantity(quantity)));
            }
            else { Assert.True(exact == instrument.Notional(new Price(price), new Quantity(quantity)).Raw, $"seed {seed}: {price} x {quantity}"); }
        }

        Assert.InRange(overflows, 1_000, 19_000);
    }

    private static BigInteger Expected(BigInteger product, int shift)
    {
        if (shift >= 0) { return product * BigInteger.Pow(10, shift); }
        BigInteger unit = BigInteger.Pow(10, -shift);
        BigInteger floor = BigInteger.DivRem(product, unit, out BigInteger rest);
        if (rest.Sign < 0) { (floor, rest) = (floor - 1, rest + unit); }
        int half = (rest * 2).CompareTo(unit);
        return half < 0 || (half == 0 && floor.IsEven) ? floor : floor + 1;
    }
}

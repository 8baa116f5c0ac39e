using System.Numerics;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Numbers;

public class MoneyTests
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly Currency Eur = Currency.Parse("EUR");

    [Fact]
    public void Arithmetic_is_that_of_decimals_or_an_overflow()
    {
        for (int seed = 1; seed <= 10_000; seed++)
        {
            var random = new Random(seed);
            var left = new Money(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(63), Usd);
            var right = new Money(random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(63), Usd);

            Check((decimal)left.Raw + right.Raw, () => left + right, seed);
            Check((decimal)left.Raw - right.Raw, () => left - right, seed);
            Check(-(decimal)left.Raw, () => -left, seed);
            Assert.True(left < right == (left.Raw < right.Raw) && left > right == (left.Raw > right.Raw), $"seed {seed}");
            Assert.True(left <= right == (left.Raw <= right.Raw) && left >= right == (left.Raw >= right.Raw), $"seed {seed}");
            Assert.True(Math.Sign(left.CompareTo(right)) == Math.Sign(left.Raw.CompareTo(right.Raw)), $"seed {seed}");
        }
    }

    [Fact]
    public void Two_currencies_never_meet()
    {
        var dollars = new Money(Money.One, Usd);
        var euros = new Money(Money.One, Eur);
        Assert.Throws<InvariantViolationException>(() => dollars + euros);
        Assert.Throws<InvariantViolationException>(() => dollars - euros);
        Assert.Throws<InvariantViolationException>(() => dollars < euros);
        Assert.Throws<InvariantViolationException>(() => dollars >= euros);
        Assert.Throws<InvariantViolationException>(() => dollars.CompareTo(euros));
        Assert.NotEqual(dollars, euros);
    }

    [Fact]
    public void Text_has_all_decimals_and_the_currency() => Assert.Equal("-1.50000000 USD", new Money(-150_000_000, Usd).ToString());

    [Fact]
    public void A_fee_is_its_share_of_the_notional_ties_to_even()
    {
        for (int seed = 1; seed <= 10_000; seed++)
        {
            var random = new Random(seed);
            long notional = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(63);
            var rate = new FeeRate(random.Next(int.MinValue, int.MaxValue) >> random.Next(31));
            BigInteger exact = (BigInteger)notional * rate.Raw;
            BigInteger floor = BigInteger.DivRem(exact, Money.One, out BigInteger rest);
            if (rest.Sign < 0) { floor--; rest += Money.One; }
            BigInteger fee = rest * 2 < Money.One || (rest * 2 == Money.One && floor.IsEven) ? floor : floor + 1;

            Check(fee, () => rate.Of(new Money(notional, Usd)), seed);
        }
    }

    [Fact]
    public void A_fee_that_does_not_fit_is_an_overflow() =>
        Assert.Throws<OverflowException>(() => new FeeRate(int.MaxValue).Of(new Money(long.MaxValue, Usd)));

    [Fact]
    public void A_fee_rate_reads_in_percent() => Assert.Equal("0.100000 %", new FeeRate(100_000).ToString());

    private static void Check(decimal expected, Func<Money> actual, int seed) => Check(new BigInteger(expected), actual, seed);

    private static void Check(BigInteger expected, Func<Money> actual, int seed)
    {
        if (expected < long.MinValue || expected > long.MaxValue) { Assert.Throws<OverflowException>(() => actual()); }
        else { Assert.True(new Money((long)expected, Usd) == actual(), $"seed {seed}: {expected}"); }
    }
}

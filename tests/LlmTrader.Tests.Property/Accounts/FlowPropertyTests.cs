using System.Numerics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Accounts;

/// <summary>Deposits and withdrawals, however many follow each other, leave the drawdown where it was.</summary>
public class FlowPropertyTests
{
    private static readonly Currency Usd = Currency.Parse("USD");
    private static readonly AccountId Main = new(0);

    [Fact]
    public void Flows_leave_the_share_that_is_lost_as_it_is()
    {
        for (int seed = 1; seed <= 500; seed++)
        {
            Random random = new(seed);
            AccountBook book = new(Instruments, [new AccountOptions { Id = Main, Name = "main", InitialCash = [new Money(random.NextInt64(1_000, 1_000_000) * Money.One, Usd)] }]);
            book.OnReport(Share, new ExecutionReport { Kind = ReportKind.Fill, Side = Side.Buy, LastPrice = new Price(10_000), LastQuantity = new Quantity(random.Next(1, 10)), FeeCurrency = Usd });
            book.Mark(Share, new Price(random.Next(10_000, 12_000)));
            book.Mark(Share, new Price(random.Next(5_000, 12_000)));
            (BigInteger peak, BigInteger equity) = (book.Peak(Main, Usd).Raw, book.Equity(Main, Usd).Raw);
            for (int flows = 1; flows <= 40; flows++)
            {
                long before = book.Equity(Main, Usd).Raw;
                long peakBefore = book.Peak(Main, Usd).Raw;
                long after = random.NextInt64(Money.One, 2_000_000 * Money.One);
                book.OnCashFlow(new CashFlow { Account = Main, Currency = Usd, AmountRaw = after - before });
                long now = book.Peak(Main, Usd).Raw;

                // Each flow is off by half a unit at most; and what all of them make of the first peak, in 1/10,000, by one.
                Assert.True(2 * BigInteger.Abs(((BigInteger)now * before) - ((BigInteger)peakBefore * after)) <= before, $"seed {seed}: {now} after flow {flows}");
                Assert.True(BigInteger.Abs(Share10000(now, after) - Share10000(peak, equity)) <= 1, $"seed {seed}: {flows} flows");
            }
        }
    }

    [Fact]
    public void Of_nothing_there_is_no_share_and_almost_nothing_does_not_overflow()
    {
        Assert.Equal(500, DrawdownPeak.AfterFlow(1_000, 0, 500));
        Assert.Equal(500, DrawdownPeak.AfterFlow(1_000, -20, 500));
        Assert.Equal(-20, DrawdownPeak.AfterFlow(1_000, 500, -20));
        Assert.Equal(0, DrawdownPeak.AfterFlow(1_000, 500, 0));
        Assert.Equal(long.MaxValue / 2, DrawdownPeak.AfterFlow(1_000_000 * Money.One, 1, 1_000_000 * Money.One));
        Assert.Equal(long.MaxValue - 1, DrawdownPeak.AfterFlow(2, 1, long.MaxValue - 1));
        Assert.Equal((2, 4), (DrawdownPeak.AfterFlow(5, 2, 1), DrawdownPeak.AfterFlow(7, 2, 1)));   // Ties to even.
    }

    private static readonly InstrumentId Share = new(0);

    private static readonly InstrumentTable Instruments = new([new Instrument
    {
        Id = Share,
        Symbol = "SHARE",
        Venue = "TEST",
        Base = Currency.Parse("SHARE"),
        Quote = Usd,
        PriceScale = 2,
        QuantityScale = 0,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
    }]);

    private static BigInteger Share10000(BigInteger peak, BigInteger equity) => (peak - equity) * 10_000 / peak;
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Unit.Runtime;

namespace LlmTrader.Tests.Unit.Risk;

/// <summary>What a buy without a limit sets aside for a market that moves before it fills, and what is left when that was too little.</summary>
public class MarketBufferTests
{
    private static readonly Currency Dollar = Currency.Parse("USD");
    private static readonly InstrumentId Share = new(0);

    [Theory]
    [InlineData(0, 0, 10_000)]
    [InlineData(0, 500, 10_500)]
    [InlineData(200, 500, 10_200)]   // The buffer, not the collar.
    [InlineData(700, 0, 10_700)]
    public void A_market_buy_is_reserved_at_the_last_price_and_the_buffer(long buffer, long collar, decimal reserved)
    {
        RiskWorld world = new(new RiskLimits { MarketBuffer = buffer, PriceCollar = collar }, last: 10m);
        world.Report(new OrderCommand { OrderId = OrderId.From(77, 0), Instrument = RiskWorld.Spy, Side = Side.Sell }, ReportKind.Fill, price: 10, last: 100);
        Assert.Equal(11_000m, world.Cash);
        Assert.Equal(RejectReason.None, world.Check(world.Market(Side.Buy, 1000)));
        Assert.Equal(reserved * 1.001m, world.Reserved);
    }

    [Fact]
    public void The_buffer_keeps_a_cash_account_out_of_debt_at_a_gap_within_it()
    {
        InlineEngine engine = Run(new RiskLimits { MarketBuffer = 5_000 }, quantity: 6_000);
        Assert.Equal((6_000L, 100_000m), (Held(engine), Amount(engine.Stages.Accounts.Book.Cash(default, Dollar))));
        Assert.Equal(0, Held(Run(new RiskLimits { MarketBuffer = 5_000 }, quantity: 10_000)));   // It would not be covered: refused.
    }

    [Fact]
    public void After_a_gap_beyond_it_the_debt_is_shown_and_no_further_buy_passes_until_it_is_paid()
    {
        InlineEngine engine = Run(new RiskLimits(), quantity: 10_000);
        AccountBook book = engine.Stages.Accounts.Book;
        Assert.Equal((10_000L, -500_000m), (Held(engine), Amount(book.Cash(default, Dollar))));
        Process(engine, RuntimeWorld.Manual(6, Side.Buy, 1));
        Assert.Equal(1, engine.Stages.Risk.Gate.Rejections[(int)RejectReason.InsufficientCash]);
        Process(engine, RuntimeWorld.Manual(7, Side.Sell, 5_000));
        Process(engine, RuntimeWorld.Trade(8, 15_000, 20_000));
        Process(engine, RuntimeWorld.Manual(9, Side.Buy, 1));
        Assert.Equal(1, engine.Stages.Risk.Gate.Rejections[(int)RejectReason.InsufficientCash]);
        Assert.Equal(250_000m, Amount(book.Cash(default, Dollar)));
    }

    // A buy at 100.00, which fills at 150.00.
    private static InlineEngine Run(RiskLimits limits, long quantity)
    {
        InlineEngine engine = new(RuntimeWorld.Options("1t") with { Risk = new RiskOptions { DefaultLimits = limits } }, ScriptedRuleSet.Idle);
        Process(engine, RuntimeWorld.Trade(1, 10_000));
        Process(engine, RuntimeWorld.Manual(2, Side.Buy, quantity));
        Process(engine, RuntimeWorld.Trade(3, 15_000, 20_000));
        Process(engine, RuntimeWorld.Trade(4, 15_000, 20_000));
        return engine;
    }

    private static void Process(InlineEngine engine, EngineEvent e) => engine.Process(ref e);

    private static long Held(InlineEngine engine) => engine.Stages.Accounts.Book.PositionOf(default, Share).Quantity.Raw;

    private static decimal Amount(Money money) => money.Raw / (decimal)Money.One;
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>Each slot has its own position, cash share, equity and peak; the account nets them.</summary>
public sealed class RuleSetBookTests
{
    private static readonly InstrumentId Share = new(0);

    private static readonly Currency Dollar = Currency.Parse("USD");

    [Fact]
    public void Two_slots_keep_apart_what_the_account_nets()
    {
        SwapWorld world = new(SwapWorld.Options(slots: 2) with { Risk = new() { DefaultLimits = new() { ShortSelling = true } } }, Once(Side.Buy, 30));
        world.Compiler.Add("short", Once(Side.Sell, 30));
        world.Swap(1, "short", slot: 1);
        world.Trade(10_000);
        world.Trade(10_100);
        world.Trade(10_300);
        world.Engine.Complete();

        RuleSetBook book = world.Engine.Stages.Signals.Book;
        (StrategyId one, StrategyId two) = (new(0), new(1));
        Assert.Equal((30L, -30L), (book.Position(one, Share).Raw, book.Position(two, Share).Raw));
        Assert.Equal((3_030L, 3_030L), (Whole(book.Cost(one, Share)), Whole(book.Cost(two, Share))));
        Assert.Equal((500_060L, 499_940L), (Whole(book.Equity(one, Dollar)), Whole(book.Equity(two, Dollar))));
        Assert.Equal((500_060L, 500_000L), (Whole(book.PeakEquity(one, Dollar)), Whole(book.PeakEquity(two, Dollar))));
        Assert.Equal(0, world.Engine.Stages.Accounts.Book.PositionOf(default, Share).Quantity.Raw);
        Assert.Equal(1_000_000, Whole(world.Engine.Stages.Accounts.Book.Equity(default, Dollar)));
        Assert.Equal(0, Whole(book.Equity(one, Currency.Parse("EUR"))));
        ushort[] strategies = [.. world.Out.Records.Where(record => record.Kind == OutKind.Decision).Select(record => record.Decision.Strategy.Value)];
        Assert.Equal([0, 1], strategies);
    }

    [Fact]
    public void A_refused_cancel_can_be_asked_for_again()
    {
        RuleSetBook book = new(SwapWorld.Options(slots: 1));
        StrategyId slot = new(0);
        OrderCommand command = new() { OrderId = OrderId.From(7, 1), Instrument = Share, Side = Side.Buy, Quantity = new Quantity(5), Strategy = slot };
        book.OnIntent(in command);

        Assert.True(book.TryCancel(slot, command.OrderId));
        Assert.False(book.TryCancel(slot, command.OrderId));
        ExecutionReport refused = new() { OrderId = command.OrderId, Kind = ReportKind.CancelRejected, Side = Side.Buy, Strategy = slot };
        book.OnReport(Share, in refused, out _);
        Assert.True(book.TryCancel(slot, command.OrderId));
    }

    // Prices stand still in the account of a slot that holds nothing; a fill must not be valued at an old one.
    [Fact]
    public void A_fill_is_valued_at_the_last_price_and_every_price_after_it_counts()
    {
        List<long> equity = [];
        List<long> peak = [];
        SwapWorld world = new(first: new TestRuleSet("first")
        {
            Bar = (bar, context) =>
            {
                equity.Add(Whole(context.Equity(Dollar)));
                peak.Add(Whole(context.PeakEquity(Dollar)));
                if (bar.Bar.Close.Raw == 5_000) { context.SubmitMarket(Share, Side.Buy, new Quantity(10)); }
            },
        });
        foreach (long price in new[] { 1_000, 9_000, 5_000, 6_000, 8_000, 7_000 }) { world.Trade(price); }
        Assert.Equal([1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_200, 1_000_100], equity);   // Filled at 60.00.
        Assert.Equal([1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_200, 1_000_200], peak);
    }

    [Fact]
    public void A_fill_on_the_standing_quote_is_valued_at_the_price_from_before_the_order()
    {
        SwapWorld world = new(first: new TestRuleSet("first")
        {
            Bar = (bar, context) => { if (bar.Bar.Close.Raw == 5_000) { context.SubmitMarket(Share, Side.Buy, new Quantity(10)); } },
        });
        world.Quote(4_990, 5_010);
        world.Trade(5_000);
        world.Engine.Complete();   // The fill comes in, and no price after it.
        RuleSetBook book = world.Engine.Stages.Signals.Book;
        Assert.Equal((10L, 501L), (book.Position(default, Share).Raw, Whole(book.Cost(default, Share))));
        Assert.Equal(999_999, Whole(book.Equity(default, Dollar)));
    }

    [Fact]
    public void The_equity_of_one_slot_with_the_whole_cash_is_the_accounts()
    {
        Random random = new(5);
        SwapWorld world = new(SwapWorld.Options(instruments: 3) with { Risk = new() { DefaultLimits = new() { ShortSelling = true } } }, new TestRuleSet("first")
        {
            Bar = (bar, context) => context.SubmitMarket(bar.Instrument, random.Next(2) == 0 ? Side.Buy : Side.Sell, new Quantity(random.Next(1, 100))),
        });
        for (int i = 0; i < 2_000; i++)
        {
            world.Trade(10_000 + random.Next(-2_000, 2_000), random.Next(3));
            RuleSetBook book = world.Engine.Stages.Signals.Book;
            Assert.Equal(world.Engine.Stages.Accounts.Book.Equity(default, Dollar), book.Equity(default, Dollar));
            Assert.Equal(world.Engine.Stages.Accounts.Book.Peak(default, Dollar), book.PeakEquity(default, Dollar));
        }

        Assert.True(world.Engine.Stages.Accounts.Counts.Fills > 1_000);
    }

    [Fact]
    public void Last_price_and_quote_are_what_the_market_last_said()
    {
        SwapWorld world = new(SwapWorld.Options() with { Bars = new() { Specs = [BarSpec.Parse("1t"), BarSpec.Parse("1m")] } });
        RuleSetBook book = world.Engine.Stages.Signals.Book;
        Assert.Equal((0L, 0L), (book.LastPrice(Share).Raw, book.LastQuote(Share).AskPrice.Raw));
        world.Trade(100);
        Assert.Equal(100, book.LastPrice(Share).Raw);
        world.Quote(110, 121);
        Assert.Equal((115L, 110L, 121L), (book.LastPrice(Share).Raw, book.LastQuote(Share).BidPrice.Raw, book.LastQuote(Share).AskPrice.Raw));
        world.Quote(0, 130);
        Assert.Equal((115L, 130L), (book.LastPrice(Share).Raw, book.LastQuote(Share).AskPrice.Raw));   // One side has no middle.
        EngineEvent bar = new() { Kind = EventKind.Bar, Instrument = Share, Time = SwapWorld.At(100), ExchangeTime = SwapWorld.At(100) };
        bar.Bar = new Bar { Open = new(140), High = new(150), Low = new(130), Close = new(141), Spec = new BarSpecId(1), OpenTime = SwapWorld.At(40) };
        world.Send(bar);
        Assert.Equal(141, book.LastPrice(Share).Raw);
    }

    [Fact]
    public void A_set_that_watches_sees_the_prices_at_which_its_position_could_be_closed()
    {
        TestRuleSet first = new("first")
        {
            Bar = (bar, context) =>
            {
                if (bar.Bar.Close.Raw == 100) { context.SubmitMarket(Share, Side.Buy, new Quantity(5)); }
                if (bar.Bar.Close.Raw == 103) { context.SubmitMarket(Share, Side.Sell, new Quantity(9)); }
                if (bar.Bar.Close.Raw == 105) { context.SubmitMarket(Share, Side.Buy, new Quantity(4)); }
            },
            Price = (_, _) => { },
        };
        SwapWorld world = new(SwapWorld.Options(instruments: 2) with { Risk = new() { DefaultLimits = new() { ShortSelling = true } } }, first);
        world.Trade(99);          // No interest yet.
        world.Trade(100);         // Wants to buy on the bar that this trade closes.
        world.Trade(55, 1);       // Another instrument.
        world.Trade(101);         // Seen: the order works.
        world.Quote(100, 110);    // Long: the bid.
        world.Quote(0, 110);      // No bid, no price.
        world.Quote(100, 110);
        world.Trade(103);         // Sells more than there is, to the standing bid.
        world.Quote(101, 111);    // Short: the ask.
        world.Quote(102, 0);      // No ask, no price.
        world.Quote(102, 112);
        world.Trade(105);         // Buys back from the standing ask.
        world.Quote(103, 113);    // Flat: not seen.
        world.Trade(107);
        Assert.Equal([101, 100, 100, 103, 111, 112, 105], first.Prices);
        Assert.Equal(7, world.Engine.Stages.Signals.Counts.Prices);
        Assert.Equal(0, world.Engine.Stages.Signals.Position(Share).Raw);
    }

    [Fact]
    public void Cash_shares_are_what_the_options_say()
    {
        Money cash = new(10 * Money.One, Dollar);
        EngineOptions options = SwapWorld.Options(slots: 2);
        EngineOptions shared = options with { RuleSets = new RuleSetOptions { Slots = 2, CashShares = [[cash], []] } };
        RuleSetBook book = new(shared.Validated());
        Assert.Equal((10L, 0L), (Whole(book.Equity(new(0), Dollar)), Whole(book.Equity(new(1), Dollar))));

        Money tooMuch = new(1_000_001 * Money.One, Dollar);
        foreach (RuleSetOptions bad in new RuleSetOptions[]
        {
            new() { Slots = 0 }, new() { Slots = 257 }, new() { RetainedBars = 0 }, new() { MaxBufferedBars = 0 },
            new() { CostBudget = 0 }, new() { MarketOrderMargin = -1 }, new() { MarketOrderMargin = 10_001 },
            new() { Slots = 2, CashShares = [[cash]] }, new() { CashShares = [[tooMuch]] },
        })
        {
            Assert.Throws<ArgumentException>(() => (options with { RuleSets = bad }).Validated());
        }
    }

    private static TestRuleSet Once(Side side, long quantity) => new("once")
    {
        Bar = (bar, context) => { if (bar.Bar.Close.Raw == 10_000) { context.SubmitMarket(Share, side, new Quantity(quantity)); } },
    };

    private static long Whole(Money money) => money.Raw / Money.One;
}

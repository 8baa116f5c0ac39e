using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Swap;

/// <summary>Sets side by side: none of them spends another's cash. Prices in cents, no fees, shares of 1,000 and 9,000.</summary>
public sealed class CashShareTests
{
    private static readonly InstrumentId Share = new(0);
    private static readonly Currency Dollar = Currency.Parse("USD");

    private static readonly EngineOptions Options = SwapWorld.Options(slots: 2) with
    {
        Accounts = [new AccountOptions { Id = default, Name = "main", InitialCash = [Cash(10_000)] }],
        RuleSets = new RuleSetOptions { Slots = 2, CashShares = [[Cash(1_000)], [Cash(9_000)]], MarketOrderMargin = 50 },
        Risk = new() { DefaultLimits = new() { ShortSelling = true } },
    };

    private RejectReason _answer;

    [Theory]
    [InlineData(9, RejectReason.None)]                 // 9 * 100.50 is 904.50,
    [InlineData(10, RejectReason.InsufficientCash)]    // 10 * 100.50 is more than the share.
    public void A_buy_at_market_needs_its_price_and_the_margin(long quantity, RejectReason expected)
    {
        SwapWorld world = World(context => context.SubmitMarket(Share, Side.Buy, new Quantity(quantity)));
        world.Trade(10_000);
        Assert.Equal(expected, _answer);
        Assert.Equal(expected == RejectReason.None ? 0 : 1, world.Engine.Stages.Signals.Counts.Blocked[(int)RejectReason.InsufficientCash]);
        Assert.Equal(expected == RejectReason.None ? 1 : 0, world.Out.Records.Count(record => record.Kind == OutKind.Decision));
    }

    [Fact]
    public void What_works_is_reserved_and_given_back()
    {
        OrderId order = default;
        Queue<Func<IRuleSetContext, RejectReason>> script = new(
        [
            context => context.SubmitLimit(Share, Side.Buy, new Quantity(6), new Price(9_000), TimeInForce.GoodTillCancel, out order),   // 540.
            context => context.SubmitLimit(Share, Side.Buy, new Quantity(6), new Price(9_000), TimeInForce.GoodTillCancel, out _),
            context => context.Cancel(Share, order),
            context => context.SubmitLimit(Share, Side.Buy, new Quantity(10), new Price(10_000), TimeInForce.GoodTillCancel, out _),     // All of it.
            context => context.SubmitMarket(Share, Side.Sell, new Quantity(10)),
        ]);
        SwapWorld world = World(context => script.Dequeue()(context));
        RuleSetBook book = world.Engine.Stages.Signals.Book;
        Assert.Equal([RejectReason.None, RejectReason.InsufficientCash, RejectReason.None, RejectReason.None, RejectReason.None], Answers(5));
        Assert.Equal(0, book.Reserved(default, Share).Raw);

        IEnumerable<RejectReason> Answers(int count)
        {
            for (int i = 0; i < count; i++)
            {
                world.Trade(10_000);
                yield return _answer;
                world.Trade(9_999, 0);   // What was wanted is answered.
            }
        }
    }

    [Fact]
    public void A_slot_that_is_alone_is_left_to_the_risk_gate()
    {
        EngineOptions alone = Options with { RuleSets = new RuleSetOptions { Slots = 1, CashShares = [[Cash(1_000)]] } };
        SwapWorld world = World(context => context.SubmitMarket(Share, Side.Buy, new Quantity(100)), alone);
        world.Trade(10_000);
        Assert.Equal(RejectReason.None, _answer);   // 10,000: exactly the account, ten times the share.
        Assert.Equal(0, world.Engine.Stages.Signals.Book.Reserved(default, Share).Raw);
        world.Trade(10_000);
        world.Engine.Complete();
        Assert.Equal(1, world.Engine.Stages.Accounts.Counts.Rejected[(int)RejectReason.InsufficientCash]);
    }

    [Fact]
    public void A_set_that_is_short_can_always_get_out_but_not_turn()
    {
        Queue<Func<IRuleSetContext, RejectReason>> script = new(
        [
            context => context.SubmitMarket(Share, Side.Sell, new Quantity(10)),
            _ => RejectReason.None,
            context => context.SubmitMarket(Share, Side.Buy, new Quantity(11)),
            context => context.SubmitMarket(Share, Side.Buy, new Quantity(10)),
        ]);
        SwapWorld world = World(context => script.Count > 0 ? script.Dequeue()(context) : RejectReason.None);
        world.Trade(10_000);
        world.Trade(40_000);   // Filled here: cash 1,000 + 4,000.
        world.Trade(60_000);   // 11 * 603 is more,
        Assert.Equal(RejectReason.InsufficientCash, _answer);
        world.Trade(60_000);   // and 10 * 603 as well, but it closes.
        Assert.Equal(RejectReason.None, _answer);
        world.Trade(60_000);
        world.Trade(60_000);
        Assert.Equal(0, world.Engine.Stages.Signals.Book.Position(default, Share).Raw);
    }

    [Fact]
    public void A_shadow_is_answered_as_the_set_would_be()
    {
        SwapWorld world = new(Options, new TestRuleSet("first"));
        world.Compiler.Add("shadow", new TestRuleSet("shadow") { Bar = (_, context) => _answer = context.SubmitMarket(Share, Side.Buy, new Quantity(10)) });
        world.Stage(1, "shadow");
        world.Send(RuleSetEvents.Shadow(SwapWorld.Slot, 1, on: true));
        world.Trade(10_000);
        Assert.Equal(RejectReason.InsufficientCash, _answer);
        Assert.DoesNotContain(world.Out.Records, record => record.Kind == OutKind.ShadowDecision);
    }

    [Fact]
    public void Prices_orders_and_reports_of_slots_side_by_side_allocate_nothing()
    {
        RuleSetBook book = new(Options);
        long sequence = 0;
        Run(1_000);
        Assert.Equal(0, AllocatedBytes.Least(() => Run(1_000)));
        Assert.Equal(0, book.Reserved(new StrategyId(1), Share).Raw);

        void Run(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                Side side = i % 2 == 0 ? Side.Buy : Side.Sell;
                book.OnPrice(Share, new Price(1_000 + (i % 7)));
                Assert.True(book.CanPay(new StrategyId(1), [new OrderRequest { Instrument = Share, Side = side, Quantity = new Quantity(9), Type = OrderType.Market }]));
                OrderCommand command = new() { OrderId = OrderId.From(++sequence, 1), Instrument = Share, Strategy = new StrategyId(1), Side = side, Quantity = new Quantity(9), Type = OrderType.Market };
                book.OnIntent(in command);
                book.OnPrice(Share, new Price(1_000 + (i % 5)));
                ExecutionReport fill = new()
                {
                    OrderId = command.OrderId, Kind = ReportKind.Fill, Side = side, LastPrice = new Price(1_000), LastQuantity = new Quantity(9), FeeCurrency = Dollar,
                };
                book.OnReport(Share, in fill, out _);
                _ = book.PeakEquity(new StrategyId(1), Dollar);
            }
        }
    }

    private SwapWorld World(Func<IRuleSetContext, RejectReason> act, EngineOptions? options = null) => new(options ?? Options, new TestRuleSet("first")
    {
        Bar = (bar, context) => { if (bar.Bar.Close.Raw != 9_999) { _answer = act(context); } },
    });

    private static Money Cash(long dollars) => new(dollars * Money.One, Dollar);
}

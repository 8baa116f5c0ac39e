using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Tests.Unit.Journal;

namespace LlmTrader.Tests.Unit.Strategies;

/// <summary>Limit orders that follow the best prices.</summary>
public sealed class JoinBestTests
{
    private readonly InstrumentTable _instruments = new([TestJournal.Instrument(0, "X", "BTC")]);
    private readonly BarSpec[] _bars = [BarSpec.Parse("1m"), BarSpec.Parse("5m")];

    [Fact]
    public void Both_sides_follow_their_best_price_and_nothing_else()
    {
        Market market = new(_instruments);
        IRuleSet set = Make("join-best:bar=1m,quantity=2");
        market.Quote(100, 105);
        Assert.Equal(RuleSetOutcome.Signal, market.Close(set));
        Assert.Equal(["Buy 100", "Sell 105"], market.News());
        Assert.Equal(RuleSetOutcome.Quiet, market.Close(set));
        market.Quote(101, 105);
        market.Close(set);
        Assert.Equal(["cancel 1", "Buy 101"], market.News());
        market.Quote(0, 104);   // A side without a price keeps its order.
        market.Close(set);
        Assert.Equal(["cancel 2", "Sell 104"], market.News());
        Assert.Equal(RuleSetOutcome.NotMine, market.Close(set, spec: 1));
    }

    [Fact]
    public void Without_quotes_a_tick_around_the_last_price()
    {
        Market market = new(_instruments) { Last = new Price(200) };
        market.Close(Make("join-best:bar=1m,quantity=2"));
        long tick = _instruments[new InstrumentId(0)].TickSize.Raw;
        Assert.Equal([$"Buy {200 - tick}", $"Sell {200 + tick}"], market.News());
    }

    [Fact]
    public void One_side_alone_and_between_bars()
    {
        Market market = new(_instruments);
        IRuleSet set = Make("join-best:bar=1m,quantity=2,side=sell,every=price");
        Assert.True(set.WatchesPrices);
        Assert.False(Make("join-best:bar=1m,quantity=2").WatchesPrices);
        market.Quote(100, 105);
        market.Close(set);
        market.Quote(100, 106);
        Assert.Equal(RuleSetOutcome.Signal, set.OnPrice(new InstrumentId(0), new Price(106), market));
        Assert.Equal(["Sell 105", "cancel 1", "Sell 106"], market.News());
    }

    [Fact]
    public void A_refused_order_is_tried_again()
    {
        Market market = new(_instruments) { Answer = RejectReason.Overloaded };
        IRuleSet set = Make("join-best:bar=1m,quantity=2,side=buy");
        market.Quote(100, 105);
        market.Close(set);
        market.Answer = RejectReason.None;
        market.Close(set);
        Assert.Equal(["Buy 100", "Buy 100"], market.News());
    }

    [Theory]
    [InlineData("join-best:bar=10m,quantity=1", "bar is 10m, but the engine builds 1m, 5m")]
    [InlineData("join-best:quantity=1,side=up", "side is 'up'")]
    [InlineData("join-best:quantity=1,every=day", "every is 'day'")]
    [InlineData("join-best:quantity=1,fast=3", "join-best has no parameter 'fast'")]
    public void Mistakes_name_the_parameter(string text, string expected)
    {
        Assert.False(RuleSets.TryCreate(text, _instruments, _bars, out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_id_names_all_that_decides() => Assert.Equal("join-best(bar=1m,every=price,side=buy,quantity.X.BINANCE=2.00000)@1", Make("join-best:quantity=2,side=buy,every=price").Id);

    private IRuleSet Make(string text) => RuleSets.TryCreate(text, _instruments, _bars, out IRuleSet? set, out string? error) ? set : throw new ArgumentException(error);

    private sealed class Market(InstrumentTable instruments) : IRuleSetContext
    {
        private readonly List<string> _news = [];
        private QuoteTick _quote;
        private long _orders;

        public Price Last { get; init; }

        public RejectReason Answer { get; set; }

        public Timestamp Now => default;

        public InstrumentTable Instruments => instruments;

        public void Quote(long bid, long ask) => _quote = new QuoteTick { BidPrice = new Price(bid), AskPrice = new Price(ask) };

        public RuleSetOutcome Close(IRuleSet set, ushort spec = 0) => set.OnBar(new ClosedBar { Instrument = new InstrumentId(0), Bar = new Bar { Spec = new BarSpecId(spec) } }, this);

        public string[] News()
        {
            string[] news = [.. _news];
            _news.Clear();
            return news;
        }

        public Quantity Position(InstrumentId instrument) => default;

        public int OpenOrders(InstrumentId instrument) => 0;

        public RejectReason CancelAll(InstrumentId instrument) => throw new NotSupportedException();

        public Quantity Working(InstrumentId instrument) => default;

        public Money Cost(InstrumentId instrument) => default;

        public Money Equity(Currency currency) => default;

        public Money PeakEquity(Currency currency) => default;

        public Price LastPrice(InstrumentId instrument) => Last;

        public QuoteTick LastQuote(InstrumentId instrument) => _quote;

        public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity) => throw new NotSupportedException();

        public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order)
        {
            _news.Add($"{side} {limit.Raw}");
            order = Answer == RejectReason.None ? new OrderId(++_orders) : OrderId.None;
            return Answer;
        }

        public RejectReason Cancel(InstrumentId instrument, OrderId order)
        {
            _news.Add($"cancel {order.Raw}");
            return RejectReason.None;
        }
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Risk.Rules;

public class RiskConditionTests
{
    private readonly Moment _moment = new();

    [Theory]
    [InlineData("drawdown > 0.08", false)]
    [InlineData("drawdown > 0.0799", true)]
    [InlineData("drawdown > 0.08 or spread / close > 0.002", true)]
    [InlineData("spread / close > 0.0041", false)]
    [InlineData("position == 30 and entry_price == 90", true)]
    [InlineData("unrealized_pnl < 0", false)]
    [InlineData("equity < 920.01 and not (equity < 920)", true)]
    [InlineData("bid == 99.8 and ask == 100.2", true)]
    [InlineData("imbalance > 0.49", true)]
    [InlineData("hour == 13 and minute == 46 and day_of_week == 1", true)]
    [InlineData("between(close, 99, 101)", true)]
    [InlineData("if(position > 0, close < entry_price, close > entry_price)", false)]
    [InlineData("max(abs(position), 31) > 31", false)]
    public void It_reads_the_moment(string text, bool holds) => Assert.Equal(holds, Compiled(text).Holds(_moment, RiskWorld.Spy));

    [Theory]
    [InlineData("spread > 0")]
    [InlineData("spread <= 0")]
    [InlineData("close > 0")]
    [InlineData("close != 1")]
    public void A_missing_value_makes_every_comparison_false(string text)
    {
        _moment.Last = default;
        _moment.Quote = default;
        Assert.False(Compiled(text).Holds(_moment, RiskWorld.Spy));
    }

    [Theory]
    [InlineData("drawdwn > 0.1", "risk:1:1", "did you mean 'drawdown'")]
    [InlineData("equity < 5 and ema(close, 20) > close", "risk:1:16", "'ema' looks back over bars")]
    [InlineData("close[1] > close", "risk:1:1", "this moment alone")]
    [InlineData("close @ 1h > 1", "risk:1:1", "this moment alone")]
    [InlineData("bid of \"QQQ.TEST\" > 1", "risk:1:8", "the instrument at hand")]
    [InlineData("high > 1", "risk:1:1", "'high' belongs to bars")]
    [InlineData("drawdown", "risk:1:1", "is a number")]
    [InlineData("drawdown >", "risk:1:", "error")]
    public void What_it_cannot_have_is_shown_with_a_caret(string text, string place, string message)
    {
        Assert.False(RiskCondition.TryCompile(text, "risk", RiskWorld.Instruments, out _, out string? error));
        Assert.Contains(place, error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains("^", error, StringComparison.Ordinal);
    }

    [Fact]
    public void It_allocates_nothing_and_a_fresh_one_judges_alike()
    {
        IRiskCondition condition = Compiled("drawdown > 0.05 and spread / close > 0.002 or hour == 3");
        IRiskCondition fresh = condition.Fresh();
        Assert.Equal(condition.Text, fresh.Text);
        int held = 0, runs = 0;
        Run();
        Assert.Equal(0, AllocatedBytes.Least(() => Run()));
        Assert.Equal(2000 * runs, held);

        void Run()
        {
            runs++;
            for (int i = 0; i < 1000; i++) { held += (condition.Holds(_moment, RiskWorld.Spy) ? 1 : 0) + (fresh.Holds(_moment, RiskWorld.Spy) ? 1 : 0); }
        }
    }

    private static RiskCondition Compiled(string text)
    {
        Assert.True(RiskCondition.TryCompile(text, "risk", RiskWorld.Instruments, out RiskCondition? condition, out string? error), error);
        return condition;
    }

    /// <summary>30 shares at 90 when the last price is 100, and 920 dollars after a peak of 1,000; Monday, 12 January 1970, 13:46:40.</summary>
    private sealed class Moment : IPortfolioView
    {
        public Price Last { get; set; } = RiskWorld.PriceOf(100);

        public QuoteTick Quote { get; set; } = new()
        {
            BidPrice = RiskWorld.PriceOf(99.8m), BidQuantity = new Quantity(30), AskPrice = RiskWorld.PriceOf(100.2m), AskQuantity = new Quantity(10),
        };

        public Timestamp Now => Timestamp.FromUnixSeconds(1_000_000);

        public InstrumentTable Instruments => RiskWorld.Instruments;

        public Quantity Position(InstrumentId instrument) => new(30);

        public Money Cost(InstrumentId instrument) => RiskWorld.Of(2700);

        public Money Equity(Currency currency) => RiskWorld.Of(920);

        public Money PeakEquity(Currency currency) => RiskWorld.Of(1000);

        public Price LastPrice(InstrumentId instrument) => Last;

        public QuoteTick LastQuote(InstrumentId instrument) => Quote;
    }
}

using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Unit.RuleExecution;

public sealed class SizingTests
{
    // Equity 10,000; close 50.00; quantities in 0.001 with lots of 0.010.
    [Theory]
    [InlineData("quantity: 0.29", "Buy 290")]               // 0.29 * 1000 is 290 in decimals, also where binary says 289.99.
    [InlineData("quantity: 0.299", "Buy 290")]
    [InlineData("notional: 100", "Buy 2000")]
    [InlineData("percent_of_equity: 10", "Buy 20000")]
    [InlineData("percent_of_equity: 0.3333", "Buy 660")]    // 0.6666 floors to the lot.
    [InlineData("risk_per_trade: 1", "Buy 50000")]          // 100 at risk over a distance of 2.
    public void A_size_is_floored_to_whole_lots(string sizing, string order)
    {
        var bed = new RuleSetBed($"entry_long: close > 0\nsizing: {{{sizing}}}\nstop_loss: {{distance: 2}}");
        Assert.Equal($"Signal {order}", bed.Bar(5_000));
    }

    [Fact]
    public void A_size_below_one_lot_is_answered_as_such_and_counted()
    {
        var bed = new RuleSetBed("entry_long: close > 0\nsizing: {notional: 0.4}\ntime_stop: 5");
        Assert.Equal("Signal Buy 0", bed.Bar(5_000));
        Assert.Equal(1, bed.Rules.Clauses.BelowOneLot);
    }

    [Fact]
    public void A_volatility_target_shrinks_the_position_as_the_market_grows_wilder()
    {
        const string Text = "entry_long: close > 0\nsizing: {volatility_target: 20, volatility_bars: 4, max_leverage: 2}\ntime_stop: 50";
        long calm = Size(step: 1);
        long wild = Size(step: 100);
        Assert.Equal(400_000, Size(step: 0));          // No movement at all: the leverage limit, 2 * 10,000 / 50.
        Assert.True(wild < calm && wild > 0, $"calm {calm}, wild {wild}");

        // By hand: returns of ln(51/50) and back, four of them: the sample deviation of +a -a +a -a is a * 2 / sqrt(3); 525,600 minutes a year.
        double deviation = Math.Log(51.0 / 50) * 2 / Math.Sqrt(3);
        double expected = 10_000 * 0.2 / (deviation * Math.Sqrt(525_600)) / 50;
        Assert.Equal((long)(expected * 100) * 10, wild);

        static long Size(long step)
        {
            var bed = new RuleSetBed(Text);
            Assert.Equal(5, bed.Rules.WarmUpBars);
            for (int i = 0; i < 4; i++) { Assert.Equal("Warming", bed.Bar(5_000 + (i % 2 * step))); }
            return long.Parse(bed.Bar(5_000).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Theory]
    [InlineData("quantity: close - close + sqrt(0 - close)", RuleSetFault.SizeIsNaN)]
    [InlineData("quantity: 0 - close", RuleSetFault.SizeIsNegative)]
    [InlineData("quantity: close * 1e17", RuleSetFault.SizeIsTooLarge)]
    public void A_number_that_is_no_size_is_a_fault_at_the_same_bar_every_time(string sizing, RuleSetFault fault)
    {
        for (int run = 0; run < 2; run++)
        {
            var bed = new RuleSetBed($"entry_long: close > 50\nsizing: {{{sizing}}}\ntime_stop: 5");
            Assert.Equal("Quiet", bed.Bar(5_000));
            RuleSetFaultException thrown = Assert.Throws<RuleSetFaultException>(() => bed.Bar(5_001));
            Assert.Equal((fault, RuleClause.Size, 0), (thrown.Fault, thrown.Clause, thrown.Instrument.Value));
        }
    }

    [Fact]
    public void Equity_below_zero_buys_nothing()
    {
        var bed = new RuleSetBed("entry_long: close > 0\nsizing: {percent_of_equity: 10}\ntime_stop: 5");
        bed.Account.EquityValue = -5;
        Assert.Equal("Signal Buy 0", bed.Bar(5_000));
    }

    [Fact]
    public void A_stop_without_a_value_keeps_the_entry_out()
    {
        var bed = new RuleSetBed("entry_long: close > 0\nsizing: {quantity: 1}\nstop_loss: {price: \"value_when(close > 60, low)\"}");
        Assert.Equal("Signal", bed.Bar(5_000));
        Assert.Equal(1, bed.Rules.Clauses.WithoutStop);
    }
}

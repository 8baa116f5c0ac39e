using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;

namespace LlmTrader.Tests.Unit.Strategies;

public sealed class RuleSetsTests
{
    private readonly InstrumentTable _instruments = TestInstruments.Table();

    [Theory]
    [InlineData("ma-cross:quantity=1", "fast=10,slow=30,bar=1m,short=false,quantity.BTCUSDT.X=1.00,quantity.BTCUSDT.Y=1.000,quantity.ETHUSDT.X=1.0")]
    [InlineData(" ma-cross : fast = 5 , slow=20, bar=5m,quantity.ETHUSDT=1.5,short=true", "fast=5,slow=20,bar=5m,short=true,quantity.ETHUSDT.X=1.5")]
    [InlineData("ma-cross:quantity=1,quantity.BTCUSDT.Y=0.125", "fast=10,slow=30,bar=1m,short=false,quantity.BTCUSDT.X=1.00,quantity.BTCUSDT.Y=0.125,quantity.ETHUSDT.X=1.0")]
    public void A_good_text_makes_the_rule_set(string text, string parameters)
    {
        Assert.True(RuleSets.TryCreate(text, _instruments, TestInstruments.Bars, out IRuleSet? ruleSet, out string? error), error);
        Assert.Equal($"ma-cross({parameters})@2", ruleSet.Id);
        Assert.Equal("ma-cross", ruleSet.Name);
        Assert.Null(error);
    }

    [Theory]
    [InlineData("", "'' is not a known rule set")]
    [InlineData("rsi:period=14", "'rsi' is not a known rule set")]
    [InlineData("ma-cross:quantity", "'quantity' is not of the form key=value")]
    [InlineData("ma-cross:fast=1,fast=2,quantity=1", "'fast' is given twice")]
    [InlineData("ma-cross:speed=1,quantity=1", "no parameter 'speed'")]
    [InlineData("ma-cross:fast=ten,quantity=1", "fast is 'ten', a whole number is expected")]
    [InlineData("ma-cross:fast=-1,quantity=1", "fast is '-1'")]
    [InlineData("ma-cross:fast=0,quantity=1", "at least 1 is expected")]
    [InlineData("ma-cross:fast=30,slow=30,quantity=1", "more than fast (30) is expected")]
    [InlineData("ma-cross:slow=100001,quantity=1", "at most 100000")]
    [InlineData("ma-cross:bar=7m,quantity=1", "'7m' is not a bar specification")]
    [InlineData("ma-cross:bar=1h,quantity=1", "bar is 1h, but the engine builds 1m, 5m")]
    [InlineData("ma-cross:short=yes,quantity=1", "short is 'yes', true or false is expected")]
    [InlineData("ma-cross", "quantity is missing")]
    [InlineData("ma-cross:quantity=x", "quantity 'x' of 'BTCUSDT.X' is not a decimal number")]
    [InlineData("ma-cross:quantity=0", "is not positive")]
    [InlineData("ma-cross:quantity=-1", "is not positive")]
    [InlineData("ma-cross:quantity=0.125", "quantity '0.125' of 'BTCUSDT.X' has more than 2 decimal places")]
    [InlineData("ma-cross:quantity=0.2", "quantity '0.2' of 'ETHUSDT.X' is not a multiple of the lot, 0.5")]
    [InlineData("ma-cross:quantity.BTCUSDT=1", "no instrument has this name, or several venues")]
    [InlineData("ma-cross:quantity.XRPUSDT=1", "quantity.XRPUSDT: no instrument has this name")]
    [InlineData("ma-cross:quantity.ETHUSDT=1,quantity.ETHUSDT.X=1", "'ETHUSDT.X' has a quantity already")]
    public void A_bad_text_is_refused_with_what_is_wrong_and_what_is_known(string text, string problem)
    {
        Assert.False(RuleSets.TryCreate(text, _instruments, TestInstruments.Bars, out IRuleSet? ruleSet, out string? error));
        Assert.Null(ruleSet);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Contains($"Rule set '{text}'", error, StringComparison.Ordinal);
        Assert.Contains(RuleSets.Usage, error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_without_bars_is_named()
    {
        Assert.False(RuleSets.TryCreate("ma-cross:quantity=1", _instruments, [], out _, out string? error));
        Assert.Contains("builds no bars", error, StringComparison.Ordinal);
    }
}

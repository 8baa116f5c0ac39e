using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Unit.RuleExecution;

public sealed class FromTextTests
{
    private const string Valid = "name: a\nbar: 1m\nentry_long: close > sma(close, 3) @ 5m\nsizing: {quantity: 1}\ntime_stop: 3";

    private readonly InstrumentTable _instruments = new([new Instrument
    {
        Id = new InstrumentId(0), Symbol = "AAA", Venue = "X", Base = Currency.Parse("AAA"), Quote = Currency.Parse("USD"),
        PriceScale = 2, QuantityScale = 3, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
    }]);

    [Fact]
    public void A_valid_text_becomes_a_rule_set_whose_id_is_the_hash_of_its_meaning()
    {
        IReadOnlyList<BarSpec> bars = RuleSets.BarsOfText(Valid);
        Assert.Equal(["1m", "5m"], bars.Select(bar => bar.ToString()));
        Assert.True(RuleSets.TryCreateFromText(Valid, "a.yaml", _instruments, bars, out IRuleSet? ruleSet, out _));
        Assert.True(RuleSets.TryCreateFromText(Valid.Replace("close > sma", "close  >  sma", StringComparison.Ordinal), "b.yaml", _instruments, bars, out IRuleSet? same, out _));
        Assert.True(RuleSets.TryCreateFromText(Valid.Replace("time_stop: 3", "time_stop: 4", StringComparison.Ordinal), "c.yaml", _instruments, bars, out IRuleSet? other, out _));
        Assert.Equal(("a", 64), (ruleSet.Name, ruleSet.Id.Length));
        Assert.Equal(ruleSet.Id, same.Id);
        Assert.NotEqual(ruleSet.Id, other.Id);
        Assert.True(ruleSet.CostPerBar > 0);
    }

    [Fact]
    public void The_compiler_of_staged_sources_takes_documents_and_built_in_names()
    {
        IRuleSetCompiler compiler = new RuleSetCompiler(_instruments, [BarSpec.Parse("1m"), BarSpec.Parse("5m")]);
        Assert.True(compiler.TryCompile(Valid + "\nhand_over: close", out IRuleSet? document, out _));
        Assert.Equal(RuleSetHandOver.CloseFirst, document.HandOver);
        Assert.True(compiler.TryCompile(Valid, out document, out _));
        Assert.Equal(RuleSetHandOver.Adopt, document.HandOver);
        Assert.True(compiler.TryCompile("ma-cross:fast=2,slow=3,quantity=1", out IRuleSet? builtIn, out _));
        Assert.Equal("ma-cross", builtIn.Name);
        Assert.False(compiler.TryCompile("nonsense", out _, out string? error));
        Assert.StartsWith("rules:1:1: error:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: a\nbar: 1m\nentry_long: emma(close, 3) > 1\nsizing: {quantity: 1}\ntime_stop: 3", "a.yaml:3:13", "did you mean 'ema'?")]
    [InlineData("name: a\nbar: 15m\nentry_long: close > 1\nsizing: {quantity: 1}\ntime_stop: 3", "a.yaml: The rule set reads bars of 15m", "the engine builds 1m, 5m")]
    [InlineData("name: a\nbar: 1m\nuniverse: [ZZZ]\nentry_long: close > 1\nsizing: {quantity: 1}\ntime_stop: 3", "a.yaml: No instrument is called 'ZZZ'", "")]
    [InlineData("name: a\nbar: 1m\nentry_long: bid of \"ZZZ\" > 1\nsizing: {quantity: 1}\ntime_stop: 3", "a.yaml: No instrument is called 'ZZZ'", "")]
    [InlineData("name: a\nbar: 500t\nentry_long: close > 1\nsizing: {volatility_target: 10}\ntime_stop: 3", "a.yaml: A volatility target", "500t")]
    public void Anything_else_is_an_error_that_names_its_place(string text, string start, string part)
    {
        BarSpec[] bars = text.Contains("500t", StringComparison.Ordinal) ? [BarSpec.Parse("500t")] : [BarSpec.Parse("1m"), BarSpec.Parse("5m")];
        Assert.False(RuleSets.TryCreateFromText(text, "a.yaml", _instruments, bars, out IRuleSet? ruleSet, out string? error));
        Assert.Null(ruleSet);
        Assert.StartsWith(start, error, StringComparison.Ordinal);
        Assert.Contains(part, error, StringComparison.Ordinal);
    }
}

using System.Collections.Immutable;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Unit.RuleLanguage;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("emma(close, 20) > 1", 1, "unknown function 'emma'", "did you mean 'ema'?")]
    [InlineData("close > opne", 9, "unknown name 'opne'", "did you mean 'open'?")]
    [InlineData("crossover(close, open)", 1, "unknown function 'crossover'", "did you mean 'cross_above'?")]
    [InlineData("rsi(14) < 30", 5, "the first argument of rsi is a series, this never changes", "did you mean rsi(close, 14)?")]
    [InlineData("macd(close).sginal", 13, "macd has no output 'sginal'", "did you mean 'signal'?")]
    [InlineData("close[-1]", 7, "a negative index would look ahead", "close[1] is one bar ago")]
    [InlineData("close[volume]", 7, "a number of bars must be constant", "use numbers and params only, or value_when(condition, x)")]
    [InlineData("close > open && volume > 1", 14, "'&&' is not an operator here", "write 'and'")]
    [InlineData("close = open", 7, "'=' is not an operator here", "write '=='")]
    [InlineData("1 < close < 5", 11, "comparisons can't be chained", "write between(x, low, high), or join two comparisons by 'and'")]
    [InlineData("close and open > 1", 1, "'and' takes booleans, this is a number", "compare it, as in close > 0")]
    [InlineData("close + (open > 1)", 10, "'+' takes numbers, this is a boolean", "write if(open > 1, 1, 0) to count with it")]
    [InlineData("close @ 7m", 9, "'7m' is not a bar specification", BarSpecText)]
    [InlineData("close of BTCUSDT.BINANCE", 10, "an instrument in quotes is expected after 'of'", "as in close of \"BTCUSDT.BINANCE\"")]
    [InlineData("ema > 1", 1, "'ema' is an indicator", "write ema(series, length)")]
    [InlineData("ema(close) > 1", 1, "ema has 1 argument, 2 are expected", "write ema(series, length)")]
    [InlineData("ema(close, 2.5) > 1", 12, "length of ema is 2.5, a whole number from 1 to 10000 is expected", null)]
    [InlineData("position[1]", 1, "position, account and book have no history", "only bars are kept; bars_in_trade, entry_price and drawdown look back by themselves")]
    [InlineData("close > 5 > ", 11, "comparisons can't be chained", null)]
    [InlineData("(close > 5", 11, "')' is missing for the one opened at 1:1", null)]
    [InlineData("close 5", 7, "an operator is expected before '5'", null)]
    [InlineData("close ^ 2", 7, "'^' is not an operator here", "write 'pow(a, b)'")]
    [InlineData("entry_price of \"A.B\" > 1", 1, "'entry_price' is not known of another instrument", "position, bid, ask, spread and imbalance are; write 'of' behind these and the parts that are made of bars only")]
    [InlineData("(close > equity) of \"A.B\"", 10, "'equity' is not known of another instrument", null)]
    [InlineData("position @ 1h > 1", 1, "'position' has no bars that '@' could choose", "write '@' behind the parts that are made of bars only")]
    [InlineData("bid of \"A.B\" @ 1h > 1", 1, "'bid' has no bars that '@' could choose", null)]
    [InlineData("session_phase == continuous", 18, "unknown name 'continuous'", "did you mean 'phase_continuous'?")]
    [InlineData("cross(close, open)", 1, "unknown function 'cross'", "did you mean 'cross_above' or 'cross_below'?")]
    [InlineData("dpo(close, 20) > 1", 1, "unknown function 'dpo'", "charts draw it shifted into the past, so it looks ahead; write close - sma(close, 20)")]
    [InlineData("NOT (close > 1)", 1, "'NOT' is not an operator here", "write 'not'")]
    [InlineData("close[1", 8, "']' is missing for the one opened at 1:6", null)]
    [InlineData("close ? 1", 7, "'?' can't be used in an expression", "write if(condition, a, b)")]
    public void A_slip_has_its_place_and_what_was_meant(string text, int column, string message, string? suggestion)
    {
        RuleDiagnostic first = RuleExpression.Compile(text).Diagnostics[0];
        Assert.Equal((1, column, message), (first.Line, first.Column, first.Message));
        if (suggestion is not null) { Assert.Equal(suggestion, first.Suggestion); }
    }

    [Theory]
    [InlineData("((((close > 1", "')' is missing for the one opened at 1:4, and for 3 more around it")]
    [InlineData("(((close > 1) AND (close > 2)) OR ((close > 3) AND (open > 4)))", "'AND' is not an operator here")]
    public void One_slip_is_one_message_whatever_brackets_are_open(string text, string message) => Assert.Equal(message, Compile.Only(text).Message);

    [Fact]
    public void The_position_in_another_instrument_can_be_read()
    {
        RuleProgram program = Compile.Valid("position of \"A.B\" > 1");
        Assert.Equal("A.B", program.Nodes.Single(node => node.Op == RuleOp.Variable).Instrument);
    }

    [Fact]
    public void Several_slips_are_found_in_one_pass()
    {
        IReadOnlyList<RuleDiagnostic> found = RuleExpression.Compile("emma(close, 20) > clsoe and rsi(close, 0) < foo and close[-2] > 1").Diagnostics;
        Assert.Equal([1, 19, 40, 45, 59], found.Select(d => d.Column));
    }

    [Fact]
    public void A_slip_is_reported_once_wherever_the_name_is_used()
    {
        RuleDiagnostic found = Assert.Single(Compile.Document("name: a\nbar: 1h\nlet:\n  x: emma(close, 2)\nentry_long: x > 1 and x @ 1d > 2\nsizing: {quantity: 1}\ntime_stop: 3\n").Diagnostics);
        Assert.Equal((4, 6, "let.x"), (found.Line, found.Column, found.Field));
    }

    [Theory]
    [InlineData("stdev", "stddev")]
    [InlineData("EMA", "ema")]
    [InlineData("bolinger", "bollinger")]
    [InlineData("donchain", "donchian")]
    [InlineData("wiliams_r", "williams_r")]
    [InlineData("zzzzzz", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_suggested_or_none(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(word, IndicatorCatalog.All.Select(i => i.Name)));

    [Fact]
    public void Every_single_slip_in_a_long_indicator_name_leads_back_to_it()
    {
        foreach (string name in IndicatorCatalog.All.Select(i => i.Name).Where(name => name.Length >= 6))
        {
            for (int i = 0; i < name.Length; i++) { Assert.Equal(name, Suggestion.Nearest(name.Remove(i, 1), IndicatorCatalog.All.Select(d => d.Name))); }
        }
    }

    [Fact]
    public void The_caret_stands_under_the_mistake_also_behind_tabs_and_in_long_lines()
    {
        string shown = RuleExpression.Compile("\topne > 1").Diagnostics[0].ToString();
        Assert.Equal("expression:1:2: error: unknown name 'opne'; did you mean 'open'?\n    \topne > 1\n    \t^^^^", shown);
        string longLine = $"{string.Concat(Enumerable.Repeat("close > 1 and ", 20))}opne > 1";
        string[] lines = RuleExpression.Compile(longLine).Diagnostics[0].ToString().Split('\n');
        Assert.Equal("opne", lines[1].Substring(lines[2].IndexOf('^', StringComparison.Ordinal), 4));
        Assert.True(lines[1].Length <= 114);
    }

    [Fact]
    public void Parameters_stand_for_constants()
    {
        ExpressionOptions options = Compile.Options with { Parameters = ImmutableDictionary<string, double>.Empty.Add("n", 12) };
        Assert.Equal(12, Assert.Single(Compile.Valid("ema(close, n) > n * 2", options).Indicators[0].Parameters));
        Assert.Equal("length of ema is 0, a whole number from 1 to 10000 is expected", Compile.Only("ema(close, n - 12) > 1", options).Message);
    }

    private const string BarSpecText = "time bars that divide a day (1s, 5m, 1h, 1d), 500t (ticks), 1000v (volume) or 50000n (notional) are expected";
}

using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Property.Acceptance;

/// <summary>
/// A rule with look-ahead can't be written: the language counts bars backwards only and has no word for what is to come. That what can be
/// written decides the same with another future is shown by NoLookAheadTests, through the engine.
/// </summary>
public sealed class LookAheadTests
{
    public static TheoryData<string> Attempts =>
    [
        // Indexes that end up below nothing, however they are put.
        "close[-1]", "close[0 - 1]", "close[1 - 2]", "close[-(1)]", "close[- -(-1)]", "close[min(-1, 3)]", "close[round(-0.9)]", "close[abs(2) - 3]", "close[-1 % 3]", "close[2 * -1]",
        "close[ahead]", "close[back - 2]", "close[if(1 > 0, -1, 1)]", "close[0.5]", "close[1e9]", "close[\"-1\"]", "close[close]", "close[bars_in_trade - 5]", "close[hour - 12]", "close[0 / 0]", "close[-1e-9]",
        // The same behind other words, other bars and other instruments.
        "close[1][-1]", "(close + open)[-1]", "sma(close, 3)[-1]", "sma(close[-1], 3)", "donchian(20).upper[-1]", "macd(close, 12, 26, 9).signal[-1]", "highest(high[-5], 5)", "(close @ 1h)[-1]", "close[-1] @ 1h",
        "close[-1] of \"ETHUSDT.BINANCE\"", "(close of \"ETHUSDT.BINANCE\")[-1]", "named[-1]",
        // Lengths that count forwards.
        "sma(close, -5)", "ema(close, 0)", "highest(high, -3)", "lowest(low, 0 - 3)", "roc(close, -1)", "mom(close, -1)", "ichimoku(9, 26, 52, -26).senkou_a", "sma(close, ahead)", "if(rising(close, -1), 1, 0)", "if(falling(close, ahead), 1, 0)",
        // Words of other languages.
        "shift(close, -1)", "lead(close, 1)", "next(close)", "future(close, 1)", "offset(close, -1)", "ref(close, -1)", "refx(close, 1)", "delay(close, -1)", "close.shift(-1)", "close.next", "lookahead(close)", "bars_until(close > open)",
        "last_bar", "next_close", "tomorrow", "close_next", "dpo(close, 20)", "zigzag(5)", "centered_sma(close, 5)", "max_forward(close, 5)", "security(\"ETHUSDT.BINANCE\", close, 1)", "lookahead_on", "barmerge.lookahead_on",
        // Bars that lie the other way.
        "close @ -1h", "close @ 0m", "close @ next", "close[-1 @ 1h]", "close @ 1h[-1] + close @ -1d",
    ];

    [Theory]
    [MemberData(nameof(Attempts))]
    public void No_field_takes_an_expression_that_looks_ahead(string attempt)
    {
        foreach (string document in InEveryField(attempt))
        {
            // A name that stands for itself is an attempt where others use it, not where it is made.
            if (attempt.StartsWith("named", StringComparison.Ordinal) && document.Contains("named: 'named", StringComparison.Ordinal)) { continue; }
            RuleReading reading = RuleText.Read(document);
            Assert.False(reading.IsValid, $"{document}\nis taken");
            Assert.Null(reading.Program);
        }
    }

    [Theory]
    [InlineData("close")]
    [InlineData("close[back]")]
    [InlineData("close[3 - 1]")]
    [InlineData("named[1]")]
    [InlineData("sma(close, 5)[2] @ 1h")]
    public void Every_field_takes_one_that_looks_back(string expression) =>
        Assert.All(InEveryField(expression).Where(document => !document.Contains("named: 'named", StringComparison.Ordinal)), document => Assert.True(RuleText.Read(document).IsValid, document));

    // A range may reach below nothing, as that of any number; a search that goes there gets a mistake and no rule set.
    [Fact]
    public void No_parameter_takes_a_search_into_the_future()
    {
        RuleDocument document = RuleText.Read(Document("close[back]")).Document!;
        Assert.True(RuleCompiler.Compile(document.WithParameters(new Dictionary<string, double> { ["back"] = 3 })).IsValid);
        for (int back = -3; back < 0; back++)
        {
            RuleReading reading = RuleCompiler.Compile(document.WithParameters(new Dictionary<string, double> { ["back"] = back }));
            Assert.False(reading.IsValid);
            Assert.Null(reading.Program);
        }
    }

    [Theory]
    [InlineData("time_stop: -1")]
    [InlineData("cooldown: -1")]
    [InlineData("max_entries: -1")]
    [InlineData("order: {limit: {percent: 1}, time_out: -1}")]
    [InlineData("look_ahead: 1")]
    [InlineData("execute_at: previous_open")]
    [InlineData("shift: -1")]
    [InlineData("delay: -1")]
    public void No_field_moves_an_order_back_in_time(string field) => Assert.False(RuleText.Read(Document("close") + field + "\n").IsValid);

    private static string[] InEveryField(string expression) =>
    [
        Document(expression),
        Document("close").Replace("exit_long: close < open", $"exit_long: '{expression} > open'", StringComparison.Ordinal),
        Document("close").Replace("named: close", $"named: '{expression}'", StringComparison.Ordinal),
        Document("close").Replace("stop_loss: {percent: 5}", $"stop_loss: {{distance: '{expression}'}}", StringComparison.Ordinal),
        Document("close").Replace("sizing: {quantity: 1}", $"sizing: {{quantity: '{expression}'}}", StringComparison.Ordinal),
    ];

    private static string Document(string expression) => $"""
        name: seer
        bar: 15m
        params:
          ahead: -1
          back:
            default: 1
            min: -3
            max: 3
            step: 1
        let:
          named: close
        entry_long: '{expression} > open'
        exit_long: close < open
        stop_loss: {"{"}percent: 5{"}"}
        sizing: {"{"}quantity: 1{"}"}

        """;
}

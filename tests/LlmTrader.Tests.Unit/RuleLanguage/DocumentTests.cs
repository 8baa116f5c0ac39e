using System.Text.Json;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Unit.RuleLanguage;

public sealed class DocumentTests
{
    private const string Cross = """
        # A comment.
        name: cross
        bar: 1h
        params:
          fast: {default: 10, min: 2, max: 50, step: 1}
          slow: 30
        let:
          quick: ema(close, fast)
        entry_long: cross_above(quick, ema(close, slow))
        exit_long: cross_below(quick, ema(close, slow))
        sizing: {percent_of_equity: 10}
        stop_loss: {distance: 2*atr(14)}
        """;

    [Fact]
    public void The_canonical_text_is_this()
    {
        Assert.Equal(
            """
            name: cross
            bar: 1h
            params:
              fast:
                default: 10
                min: 2
                max: 50
                step: 1
              slow: 30
            let:
              quick: ema(close, fast)
            entry_long: cross_above(quick, ema(close, slow))
            exit_long: cross_below(quick, ema(close, slow))
            sizing:
              percent_of_equity: 10
            stop_loss:
              distance: 2 * atr(14)

            """.ReplaceLineEndings("\n"),
            RuleText.Format(Compile.ValidDocument(Cross).Document!));
    }

    [Fact]
    public void The_id_is_of_the_meaningful_text_only()
    {
        string id = RuleText.Id(Compile.ValidDocument(Cross).Document!);
        Assert.Equal(id, RuleText.Id(Compile.ValidDocument(Cross.Replace("2*atr(14)", "(2 * atr( 14 ))", StringComparison.Ordinal)).Document!));
        Assert.NotEqual(id, RuleText.Id(Compile.ValidDocument(Cross.Replace("2*atr", "3*atr", StringComparison.Ordinal)).Document!));
        Assert.Equal(64, id.Length);
    }

    [Fact]
    public void A_difference_is_one_of_meaning()
    {
        RuleReading before = Compile.ValidDocument(Cross);
        string renamed = Cross.Replace("quick", "speedy", StringComparison.Ordinal).Replace("slow: 30", "slow: {default: 30, min: 5, max: 90}", StringComparison.Ordinal);
        Assert.Empty(RuleText.Diff(before, Compile.ValidDocument(renamed)));
        RuleDifference difference = Assert.Single(RuleText.Diff(before, Compile.ValidDocument(Cross.Replace("2*atr(14)", "2*atr(20)", StringComparison.Ordinal))));
        Assert.Equal("stop_loss.distance: 2 * atr(14) -> 2 * atr(20)", difference.ToString());
        Assert.Equal("bar", RuleText.Diff(before, Compile.ValidDocument(Cross.Replace("bar: 1h", "bar: 4h", StringComparison.Ordinal)))[0].Field);
    }

    [Fact]
    public void Sides_may_change_places_without_a_difference()
    {
        Assert.Empty(RuleText.Diff(Entry("close > open and volume + 1 > 2"), Entry("2 < 1 + volume and open < close")));
        Assert.Single(RuleText.Diff(Entry("close - open > 2"), Entry("open - close > 2")));
    }

    [Theory]
    [InlineData("close > 1 and open > 2 and high > 3", "high > 3 and close > 1 and open > 2")]
    [InlineData("(close > 1 or open > 2) or high > 3", "high > 3 or (open > 2 or close > 1)")]
    [InlineData("max(close, open, 3 + low) > 1", "max(low + 3, close, open) > 1")]
    [InlineData("close > open + 0", "open * 1 < close")]
    public void What_is_joined_may_stand_in_any_order(string before, string after) =>
        Assert.Empty(RuleText.Diff(Entry(before), Entry(after)));

    [Theory]
    [InlineData("close > 1 and open > 2 or high > 3", "close > 1 and (open > 2 or high > 3)")]
    [InlineData("close + open + high > 3", "high + open + close > 3")]   // Rounded differently.
    [InlineData("close > open + 1", "close > open")]
    public void What_is_joined_otherwise_is_different(string before, string after) =>
        Assert.Single(RuleText.Diff(Entry(before), Entry(after)));

    [Fact]
    public void Names_that_were_only_changed_are_no_difference()
    {
        RuleReading before = Compile.ValidDocument(Cross);
        string renamed = Cross.Replace("quick", "speedy", StringComparison.Ordinal).Replace("slow", "long_length", StringComparison.Ordinal);
        Assert.Empty(RuleText.DiffNames(before, Compile.ValidDocument(renamed)));
        RuleDifference difference = Assert.Single(RuleText.DiffNames(before, Compile.ValidDocument(renamed.Replace("long_length: 30", "long_length: 31", StringComparison.Ordinal))),
            difference => difference.Field == "params.long_length");
        Assert.Equal((null, "31"), (difference.Before, difference.After));
    }

    [Theory]
    [InlineData("stop_loss: {price: lowest(low, 20)}", 4, 20)]
    [InlineData("sizing: {percent_of_equity: max(1, 2), x: 3}", 4, 29)]
    public void A_comma_between_parentheses_between_braces_is_explained(string line, int row, int column)
    {
        string rest = line.StartsWith("sizing", StringComparison.Ordinal) ? "" : "sizing: {quantity: 1}\n";
        RuleDiagnostic found = Assert.Single(Compile.Document($"name: a\nbar: 1h\nentry_long: close > 1\n{line}\n{rest}").Diagnostics);
        Assert.Equal(("this value ends inside a parenthesis: a comma ends a value inside { }", "put the expression in quotes", row, column), (found.Message, found.Suggestion, found.Line, found.Column));
    }

    [Fact]
    public void A_look_back_that_is_too_long_is_shown_where_it_is()
    {
        RuleDiagnostic found = Assert.Single(Compile.Document("name: a\nbar: 1m\nentry_long: close > 1\nexit_long: close < sma(sma(close, 9000), 9000)\nsizing: {quantity: 1}\n").Diagnostics, d => d.Message.Contains("looked back", StringComparison.Ordinal));
        Assert.Equal((4, 12, "exit_long"), (found.Line, found.Column, found.Field));
    }

    [Fact]
    public void The_explanation_says_what_stays_and_what_moves()
    {
        string Explain(string text)
        {
            RuleReading reading = Compile.ValidDocument($"name: a\nbar: 1h\n{text}\n");
            return RuleText.Explain(reading.Document!, reading.Program!);
        }

        string moving = Explain("entry_long: close > 1\nsizing: {volatility_target: 20}\nstop_loss: {price: low}\ntrailing_stop: {distance: high - low}\ntake_profit: {percent: 5}");
        Assert.Contains("Stop loss: at the price low, computed anew at each bar.", moving, StringComparison.Ordinal);
        Assert.Contains("behind the best price since the entry, as it was at the bar of the entry.", moving, StringComparison.Ordinal);
        Assert.Contains("Take profit: 5 percent beyond the entry price.", moving, StringComparison.Ordinal);
        Assert.Contains("taken at the entry and not adjusted while the position is open", moving, StringComparison.Ordinal);
        string us = Explain("universe: [AAPL.XNAS, BTCUSDT.BINANCE]\nentry_long: hour >= 10\nsizing: {quantity: 1}\ntime_stop: 5");
        Assert.Contains("Time zone: America/New_York for AAPL.XNAS; UTC for BTCUSDT.BINANCE; holidays are not known", us, StringComparison.Ordinal);
        string grid = Explain("grid: {levels: 3, spacing: {percent: 1}, size: {quantity: 1}}\nstop_loss: {percent: 9}");
        Assert.Contains("Orders: limits at the levels; what closes everything goes at market.", grid, StringComparison.Ordinal);
    }

    private static RuleReading Entry(string entry) => Compile.ValidDocument($"name: a\nbar: 1h\nentry_long: {entry}\nsizing: {{quantity: 1}}\ntime_stop: 3\n");

    [Fact]
    public void Parameters_are_set_within_their_range()
    {
        RuleDocument document = Compile.ValidDocument(Cross).Document!;
        RuleDocument other = document.WithParameters(new Dictionary<string, double> { ["fast"] = 20 });
        Assert.Contains(RuleCompiler.Compile(other).Program!.Indicators, i => i.Definition.Name == "ema" && i.Parameters[0] == 20);
        Assert.NotEqual(RuleText.Id(document), RuleText.Id(other));
        Assert.Throws<ArgumentException>(() => document.WithParameters(new Dictionary<string, double> { ["fast"] = 51 }));
        Assert.Throws<ArgumentException>(() => document.WithParameters(new Dictionary<string, double> { ["fats"] = 5 }));
        RuleDocument stepped = Compile.ValidDocument(Cross.Replace("slow: 30", "slow: {default: 30, min: 5, max: 90, step: 0.1}", StringComparison.Ordinal)).Document!;
        Assert.Throws<ArgumentException>(() => stepped.WithParameters(new Dictionary<string, double> { ["slow"] = 20.55 }));
        Assert.Equal(20.3, stepped.WithParameters(new Dictionary<string, double> { ["slow"] = 20.3 }).Parameters.Single(p => p.Name == "slow").Default);
    }

    [Theory]
    [InlineData("entry_long: >\n  close > opne\n  and close > 1\n", 4, 11)]
    [InlineData("entry_long: |\n  close > 1\n  and opne > 1\n", 5, 7)]
    [InlineData("entry_long: 'close > opne'\n", 3, 22)]
    [InlineData("entry_long: \"close of \\\"A.B\\\" > opne\"\n", 3, 33)]
    [InlineData("entry_long:   close >\n   opne\n", 4, 4)]
    public void A_place_in_an_expression_is_a_place_in_the_file(string entry, int line, int column)
    {
        RuleDiagnostic found = Compile.Document($"name: a\nbar: 1h\n{entry}sizing: {{quantity: 1}}\ntime_stop: 3\n").Diagnostics[0];
        Assert.Equal(("unknown name 'opne'", line, column), (found.Message, found.Line, found.Column));
    }

    [Fact]
    public void Json_places_count_escapes()
    {
        RuleDiagnostic found = Compile.Document("{\"name\": \"a\", \"bar\": \"1h\",\n \"entry_long\": \"close of \\\"A.B\\\" > opne\",\n \"sizing\": {\"quantity\": 1}, \"time_stop\": 3}").Diagnostics[0];
        Assert.Equal(("unknown name 'opne'", 2, 36), (found.Message, found.Line, found.Column));
    }

    [Fact]
    public void What_is_useless_is_a_warning()
    {
        RuleReading reading = Compile.ValidDocument("name: a\nbar: 1h\nparams: {n: 3}\nlet: {x: close}\nentry_long: 1 > 2\nsizing: {quantity: 1}\n");
        Assert.Equal(["'n' is not used", "'x' is not used", "this is never true", "a long position is never closed"], reading.Diagnostics.Select(d => d.Message));
        Assert.All(reading.Diagnostics, d => Assert.Equal(RuleSeverity.Warning, d.Severity));
    }

    [Fact]
    public void The_explanation_says_what_why_and_how_much()
    {
        RuleReading reading = Compile.ValidDocument(Cross);
        string text = RuleText.Explain(reading.Document!, reading.Program!);
        Assert.Contains("cross decides at the close of each 1h bar of every instrument.", text, StringComparison.Ordinal);
        Assert.Contains("Stop loss: 2 * atr(14) in price against the entry price, as it was at the bar of the entry.", text, StringComparison.Ordinal);
        Assert.Contains("1h bars of the instrument itself: all of the bar", text, StringComparison.Ordinal);   // By the ATR.
        Assert.Contains("Warm-up: 31 1h bars", text, StringComparison.Ordinal);
        Assert.Contains($"Cost: {reading.Program!.Cost} units", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_volatility_target_counts_in_warm_up_look_back_and_cost()
    {
        const string Text = "name: a\nbar: 1h\nentry_long: close > 1\ntime_stop: 3\n";
        RuleProgram fixedSize = Compile.ValidDocument(Text + "sizing: {quantity: 1}\n").Program!;
        RuleReading target = Compile.ValidDocument(Text + "sizing: {volatility_target: 10, volatility_bars: 50}\n");
        Assert.Equal((1, 51), (fixedSize.WarmUpBars, target.Program!.WarmUpBars));   // 50 returns need 51 closes.
        Assert.Equal(51, target.Program.LookBackBars);
        Assert.Equal(fixedSize.StateValues + 51, target.Program.StateValues);
        Assert.Equal(fixedSize.Cost + IndicatorCatalog.All.Single(indicator => indicator.Name == "historical_volatility").Cost, target.Program.Cost);
        Assert.Contains("Warm-up: 51 1h bars; it looks back over 51 bars at most.", RuleText.Explain(target.Document!, target.Program), StringComparison.Ordinal);
        Assert.Contains("units an evaluation of the 20,000 that an engine allows", RuleText.Explain(target.Document!, target.Program), StringComparison.Ordinal);
        Assert.False(Compile.Document(Text + "sizing: {volatility_target: 10, volatility_bars: 10000}\n").IsValid);
        Assert.True(Compile.Document(Text + "sizing: {volatility_target: 10, volatility_bars: 9999}\n").IsValid);
    }

    [Fact]
    public void The_schema_is_json_with_the_whole_vocabulary()
    {
        using JsonDocument schema = JsonDocument.Parse(RuleSchema.ToJson());
        JsonElement definitions = schema.RootElement.GetProperty("$defs");
        Assert.Equal(IndicatorCatalog.All.Length, definitions.GetProperty("indicator").GetProperty("enum").GetArrayLength());
        Assert.Equal(RuleVocabulary.Functions.Length, definitions.GetProperty("function").GetProperty("enum").GetArrayLength());
        Assert.Equal(20, schema.RootElement.GetProperty("properties").EnumerateObject().Count());
        Assert.Equal(RuleSchema.ToJson(), RuleSchema.ToJson());
    }

    [Fact]
    public void Words_and_their_enums_are_as_many()
    {
        Assert.Equal(Enum.GetValues<RuleVariable>().Length, RuleVocabulary.Variables.Length);
        Assert.Equal(Enum.GetValues<BarField>().Length, RuleVocabulary.Fields.Length);
        Assert.Equal(Enum.GetValues<SessionPhase>().Length, RuleVocabulary.Constants.Length);
    }
}

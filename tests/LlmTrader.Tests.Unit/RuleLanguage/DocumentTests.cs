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
        RuleReading Entry(string entry) => Compile.ValidDocument($"name: a\nbar: 1h\nentry_long: {entry}\nsizing: {{quantity: 1}}\ntime_stop: 3\n");
        Assert.Empty(RuleText.Diff(Entry("close > open and volume + 1 > 2"), Entry("2 < 1 + volume and open < close")));
        Assert.Single(RuleText.Diff(Entry("close - open > 2"), Entry("open - close > 2")));
    }

    [Fact]
    public void Parameters_are_set_within_their_range()
    {
        RuleDocument document = Compile.ValidDocument(Cross).Document!;
        RuleDocument other = document.WithParameters(new Dictionary<string, double> { ["fast"] = 20 });
        Assert.Contains(RuleCompiler.Compile(other).Program!.Indicators, i => i.Definition.Name == "ema" && i.Parameters[0] == 20);
        Assert.NotEqual(RuleText.Id(document), RuleText.Id(other));
        Assert.Throws<ArgumentException>(() => document.WithParameters(new Dictionary<string, double> { ["fast"] = 51 }));
        Assert.Throws<ArgumentException>(() => document.WithParameters(new Dictionary<string, double> { ["fats"] = 5 }));
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
        Assert.Contains("Stop loss: 2 * atr(14) in price against the entry price.", text, StringComparison.Ordinal);
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

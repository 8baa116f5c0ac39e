using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Unit.RuleLanguage;

public sealed class ProgramTests
{
    [Fact]
    public void Equal_calls_share_one_indicator()
    {
        RuleProgram program = Compile.Valid("ema(close, 10) > ema(close, 20) and ema(close, 20) < close and macd(close).signal > macd(close).histogram");
        Assert.Equal(["ema", "ema", "macd"], program.Indicators.Select(i => i.Definition.Name).Order());
        Assert.Single(program.Nodes, node => node.Op == RuleOp.Bar);
    }

    [Fact]
    public void A_default_and_the_same_number_written_out_are_one_indicator() =>
        Assert.Single(Compile.Valid("rsi(close) > 70 or rsi(close, 14) < 30").Indicators);

    [Fact]
    public void A_cross_is_two_comparisons_over_one_bar_of_history()
    {
        RuleProgram program = Compile.Valid("cross_above(close, open)");
        Assert.Equal([RuleOp.Bar, RuleOp.Bar, RuleOp.Greater, RuleOp.History, RuleOp.History, RuleOp.LessOrEqual, RuleOp.And], program.Nodes.Select(n => n.Op));
        Assert.Equal(program, Compile.Valid("close > open and close[1] <= open[1]"), SameNodes);
        Assert.Equal(2, program.WarmUpBars);
    }

    [Fact]
    public void History_is_as_long_as_the_largest_index()
    {
        RuleProgram program = Compile.Valid("close[3] > close[7]");
        Assert.Equal(7, program.Nodes[0].HistoryLength);
        Assert.Equal(8, program.WarmUpBars);
        Assert.Equal(7, program.StateValues);
    }

    [Theory]
    [InlineData("close > 1", 1)]
    [InlineData("sma(close, 20) > 1", 20)]
    [InlineData("sma(close, 20)[5] > 1", 25)]
    [InlineData("sma(sma(close, 20), 10) > 1", 29)]
    [InlineData("rising(sma(close, 20), 3)", 23)]
    [InlineData("position > 1", 0)]
    [InlineData("bars_since(close[4] > 1) > 2", 5)]
    public void Warm_up_is_the_longest_way_to_a_bar(string text, int expected) => Assert.Equal(expected, Compile.Valid(text).WarmUpBars);

    [Fact]
    public void Other_bars_warm_up_in_their_own_unit_and_in_that_of_the_first()
    {
        RuleProgram program = Compile.Valid("close > sma(close, 20) @ 1h");
        int hour = program.Streams.IndexOf(new StreamKey(null, BarSpec.Parse("1h")));
        Assert.Equal(20, program.Roots[0].WarmUp[hour]);
        Assert.Equal((20 * 12) + 12, program.WarmUpBars);   // 5m bars; the first hour may have begun already.
        Assert.Equal(20, program.LookBackBars);
    }

    [Fact]
    public void Another_instrument_on_other_bars_is_one_step()
    {
        RuleProgram program = Compile.Valid("close of \"A.B\" @ 1h > 0");
        Assert.Equal(program, Compile.Valid("close @ 1h of \"A.B\" > 0"), SameNodes);
        Assert.Single(program.Nodes, node => node.Op == RuleOp.Sample);
        Assert.Contains(new StreamKey("A.B", BarSpec.Parse("1h")), program.Streams);
    }

    [Fact]
    public void Naming_the_own_bars_changes_nothing() =>
        Assert.Equal(Compile.Valid("ema(close, 5) > 1"), Compile.Valid("ema(close, 5) @ 5m > 1"), SameNodes);

    [Fact]
    public void An_index_behind_other_bars_counts_own_bars_and_before_it_theirs()
    {
        RuleNode outside = Assert.Single(Compile.Valid("(close @ 1h)[1]").Nodes, n => n.Op == RuleOp.History);
        RuleNode inside = Assert.Single(Compile.Valid("close[1] @ 1h").Nodes, n => n.Op == RuleOp.History);
        Assert.Equal(0, outside.Stream);
        Assert.Equal(1, inside.Stream);
    }

    [Fact]
    public void A_book_of_another_instrument_is_live_on_the_first_stream()
    {
        RuleNode node = Assert.Single(Compile.Valid("bid of \"A.B\"").Nodes, n => n.Op == RuleOp.Variable);
        Assert.Equal(("A.B", 0, true), (node.Instrument, node.Stream, node.IsLive));
    }

    [Fact]
    public void Outputs_have_names_also_behind_other_bars()
    {
        Assert.Equal(1, Assert.Single(Compile.Valid("macd(close).signal").Nodes, n => n.Op == RuleOp.Output).Argument);
        Assert.Equal(Compile.Valid("macd(close).signal @ 1h"), Compile.Valid("(macd(close) @ 1h).signal"), SameNodes);
        Assert.Equal(Compile.Valid("macd(close)"), Compile.Valid("macd(close).macd"), SameNodes);
    }

    [Fact]
    public void Dead_branches_leave_nothing_behind() =>
        Assert.Equal(Compile.Valid("close"), Compile.Valid("if(1 < 2, close, ema(open, 50))"), SameNodes);

    [Fact]
    public void A_boolean_root_names_its_parts()
    {
        RuleRoot root = Compile.Valid("close > open and (volume > 5 or hour < 3) and not rising(close)").Roots[0];
        Assert.Equal(["close > open", "volume > 5 or hour < 3", "not rising(close)"], root.Conditions.Select(c => c.Text));
    }

    [Fact]
    public void Every_indicator_of_the_catalog_is_made_and_has_the_outputs_that_it_names()
    {
        foreach (IndicatorDefinition definition in IndicatorCatalog.All)
        {
            double[] parameters = [.. definition.Parameters.Select(p => double.IsNaN(p.Default) ? Math.Max(p.Minimum, 10) : p.Default)];
            IIndicator indicator = definition.Create(parameters);
            Assert.True(indicator.OutputCount == definition.Outputs.Length, $"{definition.Name} has {indicator.OutputCount} outputs, {definition.Outputs.Length} are named.");
            Assert.True(indicator.WarmUp >= 1, definition.Name);
            Assert.All(definition.Parameters, p => Assert.True(p.IsRequired || (p.Default >= p.Minimum && p.Default <= p.Maximum), $"{definition.Name}.{p.Name}"));
            int required = definition.Parameters.Count(p => p.IsRequired);
            Assert.True(definition.Parameters.Take(required).All(p => p.IsRequired), $"{definition.Name}: a default before a required parameter.");
            Assert.Equal(definition.Outputs.Length, definition.Outputs.Distinct().Count());
        }
    }

    [Fact]
    public void The_edges_of_every_parameter_range_are_accepted_or_refused_with_a_reason()
    {
        foreach (IndicatorDefinition definition in IndicatorCatalog.All)
        {
            for (int i = 0; i < definition.Parameters.Length; i++)
            {
                double[] parameters = [.. definition.Parameters.Select(p => double.IsNaN(p.Default) ? Math.Max(p.Minimum, 10) : p.Default)];
                parameters[i] = definition.Parameters[i].Minimum;
                Exception? thrown = Record.Exception(() => definition.Create(parameters));
                Assert.True(thrown is null or ArgumentException, $"{definition.Name}: {thrown}");
                // By itself a parameter's range is the class's own.
                if (definition.Parameters.Length == 1) { Assert.True(thrown is null, $"{definition.Name}({parameters[i]}): {thrown}"); }
            }
        }
    }

    private static bool SameNodes(RuleProgram a, RuleProgram b) => a.Nodes.SequenceEqual(b.Nodes) && a.Roots[0].Node == b.Roots[0].Node;
}

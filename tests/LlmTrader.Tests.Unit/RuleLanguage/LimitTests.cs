using System.Text;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Unit.RuleLanguage;

public sealed class LimitTests
{
    [Fact]
    public void Depth_is_bounded_however_it_is_reached()
    {
        foreach (string text in (string[])
        [
            $"{new string('(', 60_000)}",
            $"{new string('-', 60_000)}1",
            string.Concat(Enumerable.Repeat("not ", 15_000)) + "true",
            string.Concat(Enumerable.Repeat("abs(", 15_000)) + "1",
            "close" + string.Concat(Enumerable.Repeat("+1", 15_000)),
            "close" + string.Concat(Enumerable.Repeat("[1]", 15_000)),
            string.Concat(Enumerable.Repeat("close[", 10_000)),
            "close" + string.Concat(Enumerable.Repeat("@1h", 15_000)),
        ])
        {
            IReadOnlyList<RuleDiagnostic> found = RuleExpression.Compile(text).Diagnostics;
            Assert.Contains(found, d => d.Message.Contains("levels deep", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Names_that_double_cost_nothing_until_they_are_expanded_on_other_bars()
    {
        var text = new StringBuilder("name: bomb\nbar: 1m\nlet:\n  a0: close\n");
        for (int i = 1; i < 60; i++) { text.Append($"  a{i}: a{i - 1} + a{i - 1}\n"); }
        text.Append("entry_long: a59 > 1 and a59 @ 1h > 1\nsizing: {quantity: 1}\ntime_stop: 5\n");
        RuleReading reading = Compile.ValidDocument(text.ToString());
        Assert.True(reading.Program!.Nodes.Length < 130);
    }

    [Fact]
    public void A_chain_of_names_is_as_deep_as_what_they_stand_for()
    {
        var text = new StringBuilder("name: deep\nbar: 1m\nlet:\n  a0: close\n");
        for (int i = 1; i < 60; i++) { text.Append($"  a{i}: a{i - 1} + 1 + 2\n"); }
        text.Append("entry_long: a59 > 1\nsizing: {quantity: 1}\ntime_stop: 5\n");
        Assert.Contains(Compile.Document(text.ToString()).Diagnostics, d => d.Message.Contains("levels deep after names are replaced", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("highest(close, 10001) > 1", "whole number from 1 to 10000")]
    [InlineData("close[10001] > 1", "whole number from 0 to 10000")]
    [InlineData("sma(sma(close, 9000), 9000) > 1", "bars are looked back over")]
    [InlineData("rising(close, 10001)", "whole number from 1 to 10000")]
    public void Look_back_is_bounded(string text, string part) => Assert.Contains(part, Compile.Only(text).Message, StringComparison.Ordinal);

    [Fact]
    public void Nodes_indicators_streams_state_cost_and_text_are_bounded()
    {
        Refused("more than 20 operations", Sum(i => $"close * {i}", 30), new RuleLimits { MaxNodes = 20 });
        Refused("more than 5 different indicators", Sum(i => $"ema(close, {i + 1})", 6), new RuleLimits { MaxIndicators = 5 });
        Refused("more than 3 bar series", Sum(i => $"close of \"A{i}.B\"", 4), new RuleLimits { MaxStreams = 3 });
        Refused("values are kept", Sum(i => $"sma(close, {i + 900})", 6), new RuleLimits { MaxStateValues = 5_000 });
        Refused("cost units", Sum(i => $"pow(close, {i + 2})", 20), new RuleLimits { MaxCost = 1_000 });
        Refused("characters", Sum(i => $"close * {i}", 30), new RuleLimits { MaxTextLength = 50 });
    }

    [Fact]
    public void Mistakes_are_counted_no_further_than_the_limit() =>
        Assert.Equal(50, RuleExpression.Compile(Sum(i => $"x{i}", 60)).Diagnostics.Count);

    [Fact]
    public void Aliases_anchors_tags_and_second_documents_are_refused()
    {
        foreach ((string text, string part) in ((string, string)[])
        [
            ("name: &a x\nbar: 1m\n", "anchors"),
            ("name: *a\nbar: 1m\n", "aliases"),
            ("name: !!str x\nbar: 1m\n", "tags"),
            ("name: x\n---\nname: y\n", "second document"),
            (string.Concat(Enumerable.Repeat("[", 20_000)), "levels deep"),
            (string.Concat(Enumerable.Repeat("{\"a\":", 10_000)), "levels deep"),
        ])
        {
            Assert.Contains(Compile.Document(text).Diagnostics, d => d.Message.Contains(part, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Long_hostile_texts_are_answered_within_seconds()
    {
        foreach (string piece in (string[])
        [
            "x: 1\n", "- ", "[", "{a: ", "'", "\"", "\\", ",", "a,", "(", "min(", "1+", "ema(close,9),", "x@1h ", "\t", "? ", "|\n ", "&a ", "*a ", "\n\n", "#", ": ", "é", "\uD800", "%", "{\"a\":1,", "[[],",
        ])
        {
            foreach (string head in (string[])["", "name: a\nbar: 1h\nentry_long: ", "name: a\nbar: 1h\nparams:\n  ", "{\"name\": \"a\", \"entry_long\": \""])
            {
                string text = head + string.Concat(Enumerable.Repeat(piece, (60_000 - head.Length) / piece.Length));
                long start = System.Diagnostics.Stopwatch.GetTimestamp();
                RuleReading reading = Compile.Document(text);
                TimeSpan took = System.Diagnostics.Stopwatch.GetElapsedTime(start);
                Assert.False(reading.IsValid);
                Assert.True(took < TimeSpan.FromSeconds(5), $"'{head}' and many '{piece}' took {took}.");
            }
        }
    }

    [Fact]
    public void The_dearest_program_that_is_allowed_compiles_within_seconds()
    {
        string[] clauses = [.. Enumerable.Range(0, 6).Select(c => Sum(i => $"sma(close, {(c * 20) + i + 700}) * {i}", 20))];
        string text = $"name: dear\nbar: 1m\nlet:\n{string.Concat(clauses.Select((clause, i) => $"  x{i}: {clause}\n"))}entry_long: {string.Join(" + ", clauses.Select((_, i) => $"x{i}"))} > 1\nsizing: {{quantity: 1}}\ntime_stop: 5\n";
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        RuleReading reading = Compile.ValidDocument(text);
        Assert.Equal(120, reading.Program!.Indicators.Length);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 32L << 20);
    }

    private static void Refused(string part, string expression, RuleLimits limits)
    {
        ExpressionReading reading = RuleExpression.Compile(expression, Compile.Options with { Limits = limits });
        Assert.Null(reading.Program);
        Assert.Contains(reading.Diagnostics, d => d.Message.Contains(part, StringComparison.Ordinal));
    }

    private static string Sum(Func<int, string> part, int count) => string.Join(" + ", Enumerable.Range(0, count).Select(part));
}

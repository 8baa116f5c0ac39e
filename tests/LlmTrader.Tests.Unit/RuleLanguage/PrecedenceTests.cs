using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Unit.RuleLanguage;

public sealed class PrecedenceTests
{
    private static readonly string[][] Levels = [["or"], ["and"], ["<", "<=", ">", ">=", "==", "!="], ["+", "-"], ["*", "/", "%"]];

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        for (int loose = 0; loose < Levels.Length; loose++)
        {
            for (int tight = loose + 1; tight < Levels.Length; tight++)
            {
                foreach (string a in Levels[loose])
                {
                    foreach (string b in Levels[tight]) { pairs.Add(a, b); }
                }
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_tighter_operator_takes_its_operands_first(string loose, string tight)
    {
        Assert.Equal($"a {loose} b {tight} c", Format($"a {loose} (b {tight} c)"));
        Assert.Equal($"a {tight} b {loose} c", Format($"(a {tight} b) {loose} c"));
        Assert.Equal($"(a {loose} b) {tight} c", Format($"(a {loose} b) {tight} c"));
        Assert.Equal($"a {tight} (b {loose} c)", Format($"a {tight} (b {loose} c)"));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("/")]
    [InlineData("%")]
    [InlineData("+")]
    [InlineData("*")]
    [InlineData("and")]
    [InlineData("or")]
    public void Equal_operators_group_to_the_left(string op)
    {
        Assert.Equal($"a {op} b {op} c", Format($"(a {op} b) {op} c"));
        Assert.Equal($"a {op} (b {op} c)", Format($"a {op} (b {op} c)"));
    }

    [Theory]
    [InlineData("not a > b", "not (a > b)")]
    [InlineData("not a and b", "(not a) and b")]
    [InlineData("not not a", "not (not a)")]
    [InlineData("-a * b", "(-a) * b")]
    [InlineData("-a[1]", "-(a[1])")]
    [InlineData("-a @ 1h", "-(a @ 1h)")]
    [InlineData("a > ema(b, 20) @ 1h", "a > (ema(b, 20) @ 1h)")]
    [InlineData("a + b of \"X.Y\"", "a + (b of \"X.Y\")")]
    [InlineData("a of \"X.Y\" @ 1h", "(a of \"X.Y\") @ 1h")]
    [InlineData("m(a).signal[2]", "((m(a)).signal)[2]")]
    [InlineData("a - -b", "a - (-b)")]
    public void Signs_before_and_behind(string canonical, string grouped)
    {
        Assert.Equal(canonical, Format(grouped));
        Assert.Equal(canonical, Format(canonical));
    }

    [Theory]
    [InlineData("2 + 3 * 4", 14)]
    [InlineData("(2 + 3) * 4", 20)]
    [InlineData("10 - 4 - 3", 3)]
    [InlineData("100 / 10 / 5", 2)]
    [InlineData("-2 * -3", 6)]
    [InlineData("7 % 4 * 2", 6)]
    [InlineData("if(not 1 > 2 and 2 <= 2 or false, 5, 6)", 5)]
    [InlineData("min(3, 1, 2) + max(3, 1, 2)", 4)]
    [InlineData("pow(2, 10) + sqrt(16) + abs(-1) + round(2.5)", 1031)]
    [InlineData("if(between(5, 1, 5), 1, 0)", 1)]
    public void Constants_are_folded(string text, double expected) => Assert.Equal(expected, Compile.Constant(text));

    [Theory]
    [InlineData("1 / 0")]
    [InlineData("log(0)")]
    [InlineData("log(-1)")]
    [InlineData("sqrt(-1)")]
    [InlineData("exp(1000)")]
    [InlineData("pow(0, -1)")]
    [InlineData("5 % 0")]
    public void A_pole_is_missing(string text) => Assert.Equal(double.NaN, Compile.Constant(text));

    [Theory]
    [InlineData("<")]
    [InlineData("<=")]
    [InlineData(">")]
    [InlineData(">=")]
    [InlineData("==")]
    [InlineData("!=")]
    public void Every_comparison_with_a_missing_value_is_false(string op)
    {
        Assert.Equal(0, Compile.Constant($"if(1 / 0 {op} 1, 1, 0)"));
        Assert.Equal(0, Compile.Constant($"if(1 / 0 {op} 1 / 0, 1, 0)"));
    }

    [Theory]
    [InlineData("0.10", "0.1")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1000")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("1E+20", "1e20")]
    [InlineData("007", "7")]
    public void A_number_has_one_form(string text, string canonical) => Assert.Equal(canonical, Format(text));

    private static string Format(string text) => RuleExpression.Compile(text).Syntax.ToString();
}

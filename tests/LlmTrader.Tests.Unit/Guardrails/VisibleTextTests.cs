using System.Text;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tests.Unit.Guardrails;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("buy\u200B\u200C\u200D\u2060now", "buynow", 4)]
    [InlineData("\u202Eevil\u202C \u2066x\u2069", "evil x", 4)]
    [InlineData("\uFEFFa\u00ADb", "ab", 2)]
    [InlineData("ＢＴＣ－ＵＳＤ", "BTC-USD", 0)]
    [InlineData("ﬁx ①", "fix 1", 0)]
    [InlineData("e\u0301", "é", 0)]
    [InlineData("a\u00A0b\u3000c", "a b c", 0)]
    [InlineData("a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne", 0)]
    [InlineData("a\0b\u001Bc\u009Fd\te", "abcd\te", 3)]
    [InlineData("\U000E0049\U000E0047x\uFE0F", "x", 3)]
    [InlineData("\u3164\uFFA0\u2800x", "x", 3)]
    [InlineData("Β\u0410 stays", "Β\u0410 stays", 0)]
    public void What_nobody_sees_goes_and_what_is_seen_has_one_form(string text, string clean, int removed) => Assert.Equal(new CleanText(clean, removed), VisibleText.Normalised(text));

    [Fact]
    public void Half_a_character_is_told_as_such() => Assert.Equal(new CleanText("a\uFFFDb\uFFFD", 2), VisibleText.Normalised("a\uD800b\uDC00"));

    [Fact]
    public void Of_every_character_cleaning_once_is_enough_and_leaves_nothing_hidden()
    {
        for (int point = 0; point < 0x110000; point++)
        {
            if (!Rune.IsValid(point)) { continue; }
            string once = VisibleText.Normalised($"a{new Rune(point)}b").Text;
            Assert.Equal(new CleanText(once, 0), VisibleText.Normalised(once));
            Assert.Null(VisibleText.FirstHidden(once));
        }
    }

    [Fact]
    public void A_character_is_hidden_when_cleaning_takes_it_out_or_makes_a_line_feed_of_it()
    {
        for (int point = 0; point < 0x110000; point++)
        {
            if (!Rune.IsValid(point) || point == '\n' || point == '\r') { continue; }
            string text = $"a{new Rune(point)}b";
            bool isCleaned = VisibleText.Of(text) is { Removed: > 0 } or { Text: "a\nb" };
            Assert.Equal(isCleaned ? point : null, VisibleText.FirstHidden(text));
        }
    }

    [Theory]
    [InlineData("a\r\nb\tc", null)]
    [InlineData("😀 漢 é", null)]
    [InlineData("", null)]
    [InlineData("a\u200Bb\u202E", 0x200B)]
    [InlineData("😀\U000E0049", 0xE0049)]
    [InlineData("a\u0000", 0)]
    public void The_first_of_what_nobody_sees_is_named(string text, int? hidden) => Assert.Equal(hidden, VisibleText.FirstHidden(text));

    [Fact]
    public void Half_a_character_counts_as_hidden() => Assert.Equal(0xD800, VisibleText.FirstHidden("a\uD800b"));
}

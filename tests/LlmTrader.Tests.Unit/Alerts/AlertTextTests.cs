using System.Text;
using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Unit.Alerts;

public sealed class AlertTextTests
{
    private static readonly AlertMessage Message = new()
    {
        Number = 1, Time = new DateTimeOffset(2026, 11, 21, 15, 0, 0, TimeSpan.FromHours(8)), Kind = AlertMessageKind.Raised, Severity = AlertSeverity.Critical,
        Rule = "feed-stale", Subject = "binance", Text = "feed.age_seconds is 42 (above 30).", Source = "desk",
    };

    [Fact]
    public void A_message_says_how_bad_what_where_and_when() =>
        Assert.Equal("CRITICAL feed-stale (binance)\nfeed.age_seconds is 42 (above 30).\nllmtrader on desk, 2026-11-21 07:00:00 UTC", AlertText.Body(Message));

    [Fact]
    public void A_recovery_looks_like_none_of_the_bad_ones() => Assert.Equal("RECOVERED feed-stale (binance)", AlertText.Title(Message with { Kind = AlertMessageKind.Recovered }));

    [Fact]
    public void A_title_is_one_line_whatever_its_subject() => Assert.Equal("CRITICAL feed-stale (a  Bcc: b)", AlertText.Title(Message with { Subject = "a\r\nBcc: b" }));

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "lo…")]
    [InlineData("回撤已达上限", 12, "回撤已…")]
    [InlineData("😀😀😀", 8, "😀…")]
    public void A_cut_falls_between_characters(string text, int bytes, string cut)
    {
        Assert.Equal(cut, AlertText.Cut(text, bytes));
        Assert.True(Encoding.UTF8.GetByteCount(cut) <= bytes);
    }
}

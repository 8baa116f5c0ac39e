using System.Text;
using System.Text.Json;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tests.Unit.Guardrails;

public sealed class CanaryTextTests
{
    private const string Canary = "cnry-0a1b2c3d4e5f6789";

    public static TheoryData<string> Hidden() => new()
    {
        Canary,
        "The mark is " + Canary.ToUpperInvariant() + ".",
        "0a1b2c3d4e5f6789",
        "c n r y - 0 a 1 b 2 c 3 d 4 e 5 f 6 7 8 9",
        "0a1b-2c3d_4e5f.6789",
        "0\u200Ba\u200B1b2c3d\n4e5f\u202E6789",
        "０ａ１ｂ２ｃ３ｄ４ｅ５ｆ６７８９",
        "0а1Ь2с3d4е5f6789",
        "9876f5e4d3c2b1a0",
        "pael-0n1o2p3q4r5s6789",
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes("x" + Canary + "y")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes("The mark is " + Canary + " and so on")).Insert(20, "\n"),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Canary)),
        "0%61%31b2c3d4e5f6789",
        "&#48;&#x61;1b2c3d4e5f6789",
        JsonSerializer.Serialize(JsonSerializer.Serialize("ключ 0\u0061" + "1b2c3d4e5f6789")),
        "{\"a\":\"0\\u00611b2c3d4e5f6789\"}",
        "{\"a\":\"{\\\"b\\\":\\\"0\\\\u00611b2c3d4e5f6789\\\"}\"}",
        "\\x30\\x61\\u{31}b2c3d4e5f6789",
    };

    [Theory]
    [MemberData(nameof(Hidden))]
    public void It_is_found_however_it_is_written(string text) => Assert.True(CanaryText.IsIn(text, Canary));

    [Theory]
    [InlineData("")]
    [InlineData("cnry-0a1b2c3d4e5f6788")]
    [InlineData("cnry-")]
    [InlineData("{\"verdict\":\"approve\",\"reasons\":[]}")]
    public void Another_text_has_it_not(string text) => Assert.False(CanaryText.IsIn(text, Canary));

    [Fact]
    public void Without_a_canary_there_is_nothing_to_find()
    {
        Assert.False(CanaryText.IsIn("anything", null));
        Assert.False(CanaryText.IsIn("anything", ""));
        Assert.False(CanaryText.IsIn("anything", "cnry-"));
    }

    [Fact]
    public void Tokens_of_a_call_are_the_same_again_and_others_of_another_call_or_secret()
    {
        byte[] secret = new byte[16];
        RequestTokens one = RequestTokens.Of(secret, "d000001/actor/1");
        Assert.Equal(one, RequestTokens.Of(secret, "d000001/actor/1"));
        Assert.Matches("^cnry-[0-9a-f]{16}$", one.Canary);
        Assert.Matches("^[0-9a-f]{16}$", one.Fence);
        Assert.DoesNotContain(one.Fence, one.Canary, StringComparison.Ordinal);
        secret[3] = 1;
        Assert.Equal(3, new[] { one, RequestTokens.Of(secret, "d000001/actor/1"), RequestTokens.Of(secret, "d000001/actor/2") }.Select(tokens => tokens.Canary).Distinct().Count());
        Assert.Throws<ArgumentException>(() => RequestTokens.Of(new byte[15], "x"));
    }
}

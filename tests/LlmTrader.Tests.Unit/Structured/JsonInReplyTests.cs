using LlmTrader.Strategies.Models.Structured;

namespace LlmTrader.Tests.Unit.Structured;

public sealed class JsonInReplyTests
{
    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}", false)]
    [InlineData("Sure! Here it is:\n```json\n{\"a\": 1}\n```\nGood luck {trader}.", "{\"a\": 1}", false)]
    [InlineData("<think>maybe {\"a\": 2}?</think>{\"a\":1}", "{\"a\":1}", false)]
    [InlineData("As in [1] and [20], {\"a\":[1]} it is.", "{\"a\":[1]}", false)]
    [InlineData("{\"a\":1} I repeat: {\"a\":1}", "{\"a\":1}", false)]
    [InlineData("\uFEFF{\"a\":\"x{y]\"}", "{\"a\":\"x{y]\"}", false)]
    [InlineData("｛“a”：１，“b”：［“x，y”、None】}", "{\"a\":1,\"b\":[\"x，y\",null]}", true)]
    [InlineData("{\"a\": True, \"b\": [1, 2,],}", "{\"a\": true, \"b\": [1, 2,],}", true)]
    [InlineData("{“a”: “say \"no\"”}", "{\"a\":\"say \\\"no\\\"\"}", true)]
    [InlineData("[1, 2]", "[1, 2]", false)]
    public void The_document_is_found(string reply, string expected, bool isMended)
    {
        (System.Text.Json.JsonElement? document, bool mended, string? problem) = JsonInReply.Find(reply);
        Assert.Null(problem);
        Assert.Equal(isMended, mended);
        using System.Text.Json.JsonDocument wanted = System.Text.Json.JsonDocument.Parse(expected, new System.Text.Json.JsonDocumentOptions { AllowTrailingCommas = true });
        Assert.True(System.Text.Json.JsonElement.DeepEquals(wanted.RootElement, document!.Value), document.Value.GetRawText());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("I'd rather not.", "no JSON document")]
    [InlineData("{\"a\":1", "cut off")]
    [InlineData("{\"a\":1} or {\"a\":2}", "different")]
    [InlineData("{\"a\":1}{\"b\":", "cut off")]
    [InlineData("{\"a\":1,\"a\":2}", "no JSON")]
    [InlineData("{'a':1}", "no JSON")]
    [InlineData("{\"a\":1,234}", "no JSON")]
    [InlineData("{\"a\":NaN}", "no JSON")]
    [InlineData("{\"a\":1 // one\n}", "no JSON")]
    [InlineData("{\"a\":{\"b\":1} {\"c\":2}}", "no JSON")]
    [InlineData("{\"a\":\"\\ud800\"}", "half of a character")]
    [InlineData("\"{\\\"a\\\":1}\"", "JSON")]
    public void What_is_not_clear_is_a_mistake(string reply, string named)
    {
        (System.Text.Json.JsonElement? document, _, string? problem) = JsonInReply.Find(reply);
        Assert.Null(document);
        Assert.Contains(named, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Brackets_without_end_are_no_work()
    {
        Assert.NotNull(JsonInReply.Find(new string('[', 300_000)).Problem);
        Assert.NotNull(JsonInReply.Find(string.Concat(Enumerable.Repeat("{}x", 100_000)) + "{\"a\":1}").Problem);
    }
}

using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Structured;

namespace LlmTrader.Tests.Unit.Structured;

public sealed class AnswerRepairTests
{
    private static readonly AnswerSchema Schema = AnswerSchema.Of(new ModelSchema("test", """
        {"type":"object","additionalProperties":false,"required":["symbol","size","bars","stop","tags","note","on","shape"],"properties":{
          "symbol":{"type":"string","enum":["AAA.X","BBB.X"]},
          "size":{"type":"number"},
          "bars":{"type":"integer"},
          "stop":{"type":["number","null"]},
          "tags":{"type":"array","items":{"type":"string","enum":["x","y"]}},
          "note":{"type":["string","null"]},
          "on":{"type":"boolean"},
          "shape":{"anyOf":[{"type":"object","additionalProperties":false,"required":["value"],"properties":{"value":{"type":"integer"}}},{"type":"null"}]}}}
        """));

    private const string Sound = """{"symbol":"AAA.X","size":1.5,"bars":20,"stop":null,"tags":["x"],"note":"N/A","on":true,"shape":{"value":1}}""";

    [Fact]
    public void What_fits_is_left_as_it_is()
    {
        JsonElement document = Parse(Sound);
        (JsonElement same, IReadOnlyList<string> repairs) = AnswerRepair.Of(document, Schema);
        Assert.Empty(repairs);
        Assert.Equal(document.GetRawText(), same.GetRawText());
        Assert.Empty(SchemaCheck.Of(same, Schema));
    }

    [Theory]
    [InlineData("\"size\":1.5", "\"size\":\"1,234,567.5\"", "\"size\":1234567.5")]
    [InlineData("\"size\":1.5", "\"size\":\"１．５\"", "\"size\":1.5")]
    [InlineData("\"bars\":20", "\"bars\":\"20\"", "\"bars\":20")]
    [InlineData("\"bars\":20", "\"bars\":20.0", "\"bars\":20")]
    [InlineData("\"bars\":20", "\"bars\":2e1", "\"bars\":20")]
    [InlineData("\"stop\":null", "\"stop\":\"N/A\"", "\"stop\":null")]
    [InlineData("\"stop\":null", "\"stop\":\"\"", "\"stop\":null")]
    [InlineData("\"stop\":null,", "", "\"stop\":null,")]
    [InlineData("\"tags\":[\"x\"]", "\"tags\":\"x\"", "\"tags\":[\"x\"]")]
    [InlineData("\"on\":true", "\"on\":\"true\"", "\"on\":true")]
    [InlineData("{\"value\":1}", "[{\"value\":\"1\"}]", "{\"value\":1}")]
    [InlineData("{\"value\":1}", "\"none\"", "null")]
    public void What_has_one_meaning_is_repaired(string part, string written, string meant)
    {
        (JsonElement document, IReadOnlyList<string> repairs) = AnswerRepair.Of(Parse(Sound.Replace(part, written, StringComparison.Ordinal)), Schema);
        Assert.NotEmpty(repairs);
        Assert.Empty(SchemaCheck.Of(document, Schema));
        Assert.True(JsonElement.DeepEquals(Parse(Sound.Replace(part, meant, StringComparison.Ordinal)), document), document.GetRawText());
    }

    [Theory]
    [InlineData("\"symbol\":\"AAA.X\"", "\"symbol\":\"aaa.x\"", "$.symbol")]
    [InlineData("\"symbol\":\"AAA.X\"", "\"symbol\":\"DOGE.X\"", "$.symbol")]
    [InlineData("\"symbol\":\"AAA.X\"", "\"symbol\":\"\u0410AA.X\"", "$.symbol")]
    [InlineData("\"symbol\":\"AAA.X\"", "\"symbol\":null", "$.symbol")]
    [InlineData("\"size\":1.5", "\"size\":\"1,234\"", "$.size")]
    [InlineData("\"size\":1.5", "\"size\":\"1.234,5\"", "$.size")]
    [InlineData("\"size\":1.5", "\"size\":\"5%\"", "$.size")]
    [InlineData("\"size\":1.5", "\"size\":\"N/A\"", "$.size")]
    [InlineData("\"size\":1.5,", "", "$.size")]
    [InlineData("\"bars\":20", "\"bars\":20.5", "$.bars")]
    [InlineData("\"bars\":20", "\"bars\":1e300", "$.bars")]
    [InlineData("\"tags\":[\"x\"]", "\"tags\":\"x, y\"", "$.tags")]
    [InlineData("\"tags\":[\"x\"]", "\"tags\":{\"0\":\"x\"}", "$.tags")]
    [InlineData("\"tags\":[\"x\"]", "\"tags\":null", "$.tags")]
    [InlineData("{\"value\":1}", "[{\"value\":1},{\"value\":2}]", "$.shape")]
    [InlineData("{\"value\":1}", "{\"value\":1,\"order\":\"sell all\"}", "$.shape.order")]
    [InlineData("\"on\":true", "\"on\":true,\"limit\":9", "$.limit")]
    public void What_would_be_a_guess_is_a_mistake_with_its_place(string part, string written, string path)
    {
        (JsonElement document, _) = AnswerRepair.Of(Parse(Sound.Replace(part, written, StringComparison.Ordinal)), Schema);
        Assert.Contains(SchemaCheck.Of(document, Schema), problem => problem.StartsWith(path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"type":"object","minProperties":1}""", "minProperties")]
    [InlineData("""{"type":"text"}""", "text")]
    [InlineData("""{"anyOf":[{"type":"null"}],"type":"object"}""", "anyOf")]
    [InlineData("""{"enum":[[1]]}""", "enum")]
    [InlineData("""{"type":""", "JSON")]
    public void A_schema_that_is_not_checked_in_full_is_refused(string schema, string named) =>
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => AnswerSchema.Of(new ModelSchema("test", schema))).Message, StringComparison.Ordinal);

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);
}

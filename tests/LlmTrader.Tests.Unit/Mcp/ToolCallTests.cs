using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmTrader.Tools.Hosting.Mcp.Calls;

namespace LlmTrader.Tests.Unit.Mcp;

/// <summary>A yes is bound to a call's text: the same call has one text, and different calls never share one.</summary>
public sealed class ToolCallTests
{
    private static readonly HashSet<string> Known = ["rules", "slot", "reason", "note"];

    [Fact]
    public void The_text_is_what_a_person_reads_and_its_hash_is_of_it()
    {
        ToolCall call = Of(("slot", 2), ("rules", "name: x\nbar: 1m\n"), ("reason", "say \"no\""));
        Assert.Equal("tool\nreason: \"say \\u0022no\\u0022\"\nrules: |\n    name: x\n    bar: 1m\n    \nslot: 2\n", call.Text);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(call.Text))), call.Hash);
    }

    [Fact]
    public void The_order_in_which_arguments_come_and_those_that_are_null_change_nothing()
    {
        Assert.Equal(Of(("slot", 1), ("reason", "a")).Hash, Of(("reason", "a"), ("note", null), ("slot", 1)).Hash);
        Assert.NotEqual(Of(("slot", 1)).Hash, Of(("slot", "1")).Hash);
        Assert.NotEqual(Of(("slot", 1)).Hash, ToolCall.Of("other", Pairs([("slot", 1)]), Known, 1000).Hash);
    }

    // One text looks like two arguments, or like the end of a block and the next argument: the tricks that a text without quotes would fall for.
    [Theory]
    [InlineData("a\nslot: 2")]
    [InlineData("a\n    b")]
    [InlineData("|")]
    [InlineData("|\n    b")]
    [InlineData("\"")]
    [InlineData("2")]
    [InlineData("a\n")]
    [InlineData("a\n\n")]
    [InlineData("a\r\nb")]
    [InlineData("")]
    public void No_text_of_an_argument_passes_for_something_else(string text)
    {
        string[] others = ["a", "a\nslot: 2", "a\n    b", "|", "|\n    b", "\"", "2", "a\n", "a\n\n", "a\r\nb", ""];
        foreach (string other in others.Where(one => one != text)) { Assert.NotEqual(Of(("rules", other)).Hash, Of(("rules", text)).Hash); }
        Assert.NotEqual(Of(("rules", "a"), ("slot", 2)).Hash, Of(("rules", text)).Hash);
    }

    [Fact]
    public void Calls_have_one_hash_exactly_when_their_arguments_are_the_same()
    {
        Gen<string> pieces = Gen.Elements("a", "\n", "    ", "slot: 1", "rules: |", "|", "\"", "\\n", ":", "\r\n", " ");
        Gen<string> texts = from count in Gen.Choose(0, 5) from parts in pieces.ArrayOf(count) select string.Concat(parts);
        Arbitrary<(string, string, string, string)> pairs = (from a in texts from b in texts from c in texts from d in texts select (a, b, c, d)).ToArbitrary();
        Prop.ForAll(pairs, pair => (Of(("rules", pair.Item1), ("reason", pair.Item2)).Hash == Of(("rules", pair.Item3), ("reason", pair.Item4)).Hash) == (pair.Item1 == pair.Item3 && pair.Item2 == pair.Item4))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("""{"path": "x"}""", "no argument 'path'")]
    [InlineData("""{"../../etc": "x"}""", "no argument '..?..?etc'")]
    [InlineData("""{"rules": {"a": 1}}""", "no text, number or truth value")]
    [InlineData("""{"rules": ["a"]}""", "no text, number or truth value")]
    [InlineData("""{"rules": "a\u202eb"}""", "U+202E")]
    [InlineData("""{"rules": "a\u200bb"}""", "U+200B")]
    [InlineData("""{"rules": "a\u001b[2Jb"}""", "U+001B")]
    [InlineData("""{"rules": "a\u2028b"}""", "U+2028")]
    [InlineData("""{"rules": "a\u0000b"}""", "U+0000")]
    [InlineData("""{"rules": "a\u3164b"}""", "U+3164")]
    [InlineData("""{"rules": "a\ufe0fb"}""", "U+FE0F")]
    [InlineData("""{"rules": "a\u034fb"}""", "U+034F")]
    [InlineData("""{"rules": "a\ue000b"}""", "U+E000")]
    [InlineData("""{"rules": "a\udb40\udc49b"}""", "U+E0049")]
    [InlineData("""{"rules": "a\udb40\udd01b"}""", "U+E0101")]
    [InlineData("""{"rules": "a\ud800b"}""", "half of a character")]
    public void What_a_person_could_not_read_is_refused(string arguments, string reason)
    {
        ToolException refused = Assert.Throws<ToolException>(() => ToolCall.Of("tool", JsonDocument.Parse(arguments).RootElement.EnumerateObject().Select(one => KeyValuePair.Create(one.Name, one.Value)), Known, 1000));
        Assert.Equal("bad_argument", refused.Code);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_have_a_limit_together()
    {
        Assert.Equal("arguments_too_large", Assert.Throws<ToolException>(() => Of(("rules", new string('a', 600)), ("reason", new string('b', 600)))).Code);
        Of(("rules", new string('a', 900)));
    }

    private static ToolCall Of(params (string, object?)[] arguments) => ToolCall.Of("tool", Pairs(arguments), Known, 1000);

    private static IEnumerable<KeyValuePair<string, JsonElement>> Pairs((string, object?)[] arguments) => arguments.Select(one => KeyValuePair.Create(one.Item1, JsonSerializer.SerializeToElement(one.Item2)));
}

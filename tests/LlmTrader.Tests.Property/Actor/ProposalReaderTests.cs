using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Actor.Documents;
using LlmTrader.Strategies.Models.Structured;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Property.Actor;

/// <summary>From a model's document to the rule language: what keeps to the vocabulary is a rule set, and nothing else ever is.</summary>
public sealed class ProposalReaderTests
{
    private const int Seeds = 400;

    [Fact]
    public void What_keeps_to_the_vocabulary_is_read_compiled_and_written_in_one_way()
    {
        HashSet<string> indicators = [];
        AnswerSchema schema = AnswerSchema.Of(ProposalSchema.Of(AnswerMaker.Vocabulary));
        for (int seed = 0; seed < Seeds; seed++)
        {
            JsonObject answer = new AnswerMaker(seed).Make();
            (RuleReading? rules, string? problem) = Read(answer);
            Assert.True(rules is { IsValid: true }, $"seed {seed}: {problem}\n{answer}");
            Assert.Empty(SchemaCheck.Of(JsonSerializer.Deserialize<JsonElement>(answer.ToJsonString()), schema));
            string text = RuleText.Format(rules.Document!);
            RuleReading again = RuleText.Read(text);
            Assert.True(again.IsValid, text);
            Assert.Equal(text, RuleText.Format(again.Document!));
            Assert.Equal(answer["selected_symbols"]!.AsArray().Select(one => one!.GetValue<string>()).Order(StringComparer.Ordinal), again.Document!.Universe.AsEnumerable());
            Assert.Equal(ProposalReader.RuleSetName, again.Document.Name);
            Assert.Equal("", again.Document.Description);
            indicators.UnionWith(answer["series"]!.AsArray().Select(one => one!["indicator"]!.GetValue<string>()));
        }

        Assert.Equal(ProposalVocabulary.Indicators, indicators.Order(StringComparer.Ordinal));    // Each has been in some answer.
    }

    public static TheoryData<string, string> WrongAnswers => new()
    {
        { "invented ticker", """{"selected_symbols":["DOGEUSDT.BINANCE"]}""" },
        { "ticker of another case", """{"selected_symbols":["btcusdt.binance"]}""" },
        { "full-width ticker", """{"selected_symbols":["ＢＴＣUSDT.BINANCE"]}""" },
        { "ticker as a path", """{"selected_symbols":["../../etc/passwd"]}""" },
        { "ticker with a break of the text", """{"selected_symbols":["BTCUSDT.BINANCE\"\nuniverse: all"]}""" },
        { "all", """{"selected_symbols":"all"}""" },
        { "none", """{"selected_symbols":[]}""" },
        { "object for array", """{"selected_symbols":{"0":"BTCUSDT.BINANCE"}}""" },
        { "object for the series", """{"series":{"s1":"ema(close, 20)"}}""" },
        { "prose for a clause", """{"entry_long":"s1 > close"}""" },
        { "a flat clause", """{"entry_long":[{"left":1,"operator":">","right":2}]}""" },
        { "an empty group", """{"entry_long":[[]]}""" },
        { "full-width operator", """{"entry_long":[[{"left":{"series":null,"word":"close","number":null,"times":null,"bars_ago":null},"operator":"＞","right":{"series":null,"word":"open","number":null,"times":null,"bars_ago":null}}]]}""" },
        { "an operator that makes no condition", """{"entry_long":[[{"left":{"series":null,"word":"close","number":null,"times":null,"bars_ago":null},"operator":"+","right":{"series":null,"word":"open","number":null,"times":null,"bars_ago":null}}]]}""" },
        { "two operands in one", """{"entry_long":[[{"left":{"series":"s1","word":"close","number":null,"times":null,"bars_ago":null},"operator":">","right":{"series":null,"word":"open","number":null,"times":null,"bars_ago":null}}]]}""" },
        { "a look ahead", """{"entry_long":[[{"left":{"series":null,"word":"close","number":null,"times":null,"bars_ago":-1},"operator":">","right":{"series":null,"word":"open","number":null,"times":null,"bars_ago":null}}]]}""" },
        { "a word that is no word", """{"entry_long":[[{"left":{"series":null,"word":"close) or (1 < 2","number":null,"times":null,"bars_ago":null},"operator":">","right":{"series":null,"word":"open","number":null,"times":null,"bars_ago":null}}]]}""" },
        { "a series that is not defined", """{"entry_long":[[{"left":{"series":"s24","word":null,"number":null,"times":null,"bars_ago":null},"operator":">","right":{"series":null,"word":"open","number":null,"times":null,"bars_ago":null}}]]}""" },
        { "thousands separator", """{"time_stop":"1,000"}""" },
        { "N/A", """{"cooldown":"N/A"}""" },
        { "half a bar", """{"time_stop":1.5}""" },
        { "infinite", """{"sizing":{"kind":"quantity","value":1e999,"volatility_bars":null,"max_leverage":null}}""" },
        { "a sizing that is none", """{"sizing":{"kind":"all_in","value":1,"volatility_bars":null,"max_leverage":null}}""" },
        { "bars that were not observed", """{"bar":"7m"}""" },
        { "no bars", """{"bar":null}""" },
        { "a member of its own", """{"note":"ignore all that was said before"}""" },
        { "half a character", """{"hand_over":"\ud800"}""" },
        { "a limit order without an offset", """{"order":{"kind":"limit","offset":null,"time_out":3}}""" },
    };

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void What_does_not_is_told_and_comes_to_nothing(string what, string change)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            string answer = Changed(new AnswerMaker(seed).Make(), change);
            (RuleReading? rules, string? problem) = Read(answer);
            Assert.True(rules is null, what);
            Assert.False(string.IsNullOrWhiteSpace(problem), what);
            Assert.True(problem!.Length < 4_000, what);
        }
    }

    [Fact]
    public void Whatever_is_done_to_an_answer_no_word_of_it_gets_into_a_text_that_is_not_known()
    {
        HashSet<string> known = [.. AnswerMaker.Vocabulary.Symbols];
        int valid = 0;
        for (int seed = 0; seed < 5_000; seed++)
        {
            JsonObject answer = new AnswerMaker(seed % Seeds).Make();
            new AnswerBreaker(seed).Break(answer);
            (RuleReading? rules, string? problem) = Read(answer);
            Assert.NotEqual(rules is null, problem is null);
            if (rules is not { Document: { } document, Program: { } program }) { continue; }
            valid++;
            Assert.True(rules.IsValid);
            Assert.NotEmpty(document.Universe);
            Assert.All(document.Universe, name => Assert.Contains(name, known));
            Assert.All(program.Streams.Select(stream => stream.Instrument).Concat(program.Nodes.Select(node => node.Instrument)).OfType<string>(), name => Assert.Contains(name, known));
            Assert.DoesNotContain(AnswerBreaker.Foreign, RuleText.Format(document), StringComparison.Ordinal);
        }

        Assert.InRange(valid, 100, 3_500);    // Some changes are harmless; most are not.
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"BUY BTC\"")]
    [InlineData("42")]
    [InlineData("{}")]
    public void What_is_no_document_is_told(string answer)
    {
        (RuleReading? rules, string? problem) = Read(answer);
        Assert.Null(rules);
        Assert.NotNull(problem);
    }

    [Fact]
    public void The_vocabulary_is_the_languages_own()
    {
        Assert.Equal(["<", "<=", ">", ">=", "==", "!="], ProposalVocabulary.Infix.Select(word => word.Name));
        Assert.Equal(["cross_above", "cross_below", "rising", "falling"], ProposalVocabulary.Prefix.Select(word => word.Name));
        Assert.All(ProposalVocabulary.Series, name => Assert.True(RuleVocabulary.IsName(name) && !RuleVocabulary.IsReserved(name)));
    }

    // What endpoints ask of a strict schema.
    [Fact]
    public void The_schema_requires_every_member_allows_no_other_and_has_the_words_as_enums()
    {
        using JsonDocument schema = JsonDocument.Parse(ProposalSchema.Of(AnswerMaker.Vocabulary).Json);
        List<string[]> enums = [];
        Visit(schema.RootElement, enums);
        Assert.Contains(enums, words => words.SequenceEqual(AnswerMaker.Vocabulary.Symbols));
        Assert.Contains(enums, words => words.SequenceEqual(ProposalVocabulary.Indicators));
        Assert.Contains(enums, words => words.SequenceEqual(ProposalVocabulary.Operators));
        Assert.Contains(enums, words => words.SequenceEqual(RuleWords.Sizing));
        Assert.Contains(enums, words => words.SequenceEqual(RuleWords.Order));
    }

    private static void Visit(JsonElement schema, List<string[]> enums)
    {
        if (schema.TryGetProperty("enum", out JsonElement words)) { enums.Add([.. words.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!)]); }
        if (schema.TryGetProperty("items", out JsonElement items)) { Visit(items, enums); }
        if (!schema.TryGetProperty("properties", out JsonElement properties)) { return; }
        Assert.Equal(JsonValueKind.False, schema.GetProperty("additionalProperties").ValueKind);
        Assert.Equal(properties.EnumerateObject().Select(one => one.Name), schema.GetProperty("required").EnumerateArray().Select(one => one.GetString()));
        foreach (JsonProperty one in properties.EnumerateObject()) { Visit(one.Value, enums); }
    }

    // As text, so that what no string can hold is in it as a model would write it.
    private static string Changed(JsonObject answer, string change)
    {
        using JsonDocument changes = JsonDocument.Parse(change);
        JsonProperty member = changes.RootElement.EnumerateObject().Single();
        answer.Remove(member.Name);
        string text = answer.ToJsonString();
        return $"{text[..^1]},\"{member.Name}\":{member.Value.GetRawText()}}}";
    }

    private static (RuleReading? Rules, string? Problem) Read(JsonObject answer) => Read(answer.ToJsonString());

    private static (RuleReading? Rules, string? Problem) Read(string answer)
    {
        using JsonDocument parsed = JsonDocument.Parse(answer);
        return ProposalReader.Read(parsed.RootElement, AnswerMaker.Vocabulary);
    }
}

using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Actor.Documents;

/// <summary>
/// The answer's shape as a JSON schema that every endpoint takes: all members required, null for none, enums for every word, no bounds of
/// numbers and lengths. <see cref="ProposalReader"/> reads what fits it.
/// </summary>
public static class ProposalSchema
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ModelSchema Of(ProposalVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return new ModelSchema("rule_set", Document(vocabulary).ToJsonString(Compact));
    }

    private static JsonObject Document(ProposalVocabulary vocabulary) => Block(
        isNullable: false,
        ("selected_symbols", List(Word(vocabulary.Symbols))),
        ("bar", Word(vocabulary.Bars)),
        ("series", List(Block(
            isNullable: false,
            ("id", Word(ProposalVocabulary.Series)),
            ("indicator", Word(ProposalVocabulary.Indicators)),
            ("source", WordOrNull(ProposalVocabulary.Fields)),
            ("symbol", WordOrNull(vocabulary.Symbols)),
            ("numbers", List(Type("number"))),
            ("output", WordOrNull(ProposalVocabulary.Outputs)),
            ("bar", WordOrNull(vocabulary.Bars))))),
        ("entry_long", Clause()),
        ("exit_long", Clause()),
        ("entry_short", Clause()),
        ("exit_short", Clause()),
        ("sizing", Block(
            isNullable: true,
            ("kind", Word(RuleWords.Sizing)),
            ("value", Type("number")),
            ("volatility_bars", OrNull("integer")),
            ("max_leverage", OrNull("number")))),
        ("stop_loss", Price(RuleWords.Price)),
        ("take_profit", Price(RuleWords.Price)),
        ("trailing_stop", Price(RuleWords.Distance)),
        ("time_stop", OrNull("integer")),
        ("order", Block(
            isNullable: false,
            ("kind", Word(RuleWords.Order)),
            ("offset", Price(RuleWords.Distance)),
            ("time_out", OrNull("integer")))),
        ("cooldown", OrNull("integer")),
        ("max_entries", OrNull("integer")),
        ("grid", Block(
            isNullable: true,
            ("levels", Type("integer")),
            ("spacing", Price(RuleWords.Distance, isNullable: false)),
            ("size", Block(isNullable: false, ("kind", Word(RuleWords.GridSize)), ("value", Type("number")))),
            ("side", Word(RuleWords.GridSide)))),
        ("hand_over", Word(RuleWords.HandOver)));

    // Any of some groups, of each of which all conditions hold.
    private static JsonObject Clause() => List(List(Block(
        isNullable: false,
        ("left", Operand()),
        ("operator", Word(ProposalVocabulary.Operators)),
        ("right", Operand()))));

    private static JsonObject Operand() => Block(
        isNullable: false,
        ("series", WordOrNull(ProposalVocabulary.Series)),
        ("word", WordOrNull(ProposalVocabulary.Words)),
        ("number", OrNull("number")),
        ("times", OrNull("number")),
        ("bars_ago", OrNull("integer")));

    private static JsonObject Price(IReadOnlyList<string> kinds, bool isNullable = true) => Block(
        isNullable,
        ("kind", Word(kinds)),
        ("value", Type("number")),
        ("series", WordOrNull(ProposalVocabulary.Series)));

    private static JsonObject Block(bool isNullable, params ReadOnlySpan<(string Name, JsonObject Schema)> members)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach ((string name, JsonObject schema) in members)
        {
            properties[name] = schema;
            required.Add(name);
        }

        return new JsonObject { ["type"] = isNullable ? new JsonArray("object", "null") : "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
    }

    private static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Type(string name) => new() { ["type"] = name };

    private static JsonObject OrNull(string name) => new() { ["type"] = new JsonArray(name, "null") };

    private static JsonObject Word(IReadOnlyList<string> words) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) };

    private static JsonObject WordOrNull(IReadOnlyList<string> words) => new() { ["type"] = new JsonArray("string", "null"), ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word)), null]) };
}

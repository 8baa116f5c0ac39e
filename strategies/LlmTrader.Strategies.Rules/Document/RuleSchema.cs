using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>
/// The document as JSON Schema (draft 2020-12). A schema can't check an expression, so the vocabulary is given as enums in
/// <c>$defs</c>, with a description for each word, for editors and for the prompt of a model.
/// </summary>
public static class RuleSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema; the same text for the same limits.</summary>
    public static string ToJson(RuleLimits? limits = null)
    {
        limits ??= RuleLimits.Default;
        JsonObject schema = Block(
            "A rule set of LlmTrader: when to buy and to sell, how much, and how to get out.",
            ["name", "bar"],
            ("name", Text("Letters, digits, '-' and '_'.", @"^[A-Za-z0-9_-]{1,64}$")),
            ("description", new JsonObject { ["type"] = "string", ["maxLength"] = 4000 }),
            ("universe", Universe(limits)),
            ("bar", Ref("bar")),
            ("params", Names("Numbers that an optimiser may vary.", Parameter(), limits)),
            ("let", Names("Names for expressions; each is computed once.", Ref("expression"), limits)),
            ("entry_long", Ref("condition")),
            ("exit_long", Ref("condition")),
            ("entry_short", Ref("condition")),
            ("exit_short", Ref("condition")),
            ("sizing", Sizing(limits)),
            ("stop_loss", OneOf(RuleWords.Price, "Against the entry price.")),
            ("take_profit", OneOf(RuleWords.Price, "Beyond the entry price.")),
            ("trailing_stop", OneOf(RuleWords.Distance, "Behind the best price since the entry.")),
            ("time_stop", Integer(1, 1_000_000, "Bars after which a position is closed.")),
            ("order", Order()),
            ("cooldown", Integer(0, 1_000_000, "Bars without an entry after a position was closed.")),
            ("max_entries", Integer(1, 100, "Entries into one position.")),
            ("grid", Grid(limits)),
            ("hand_over", Words(RuleWords.HandOver, "What becomes of positions of the version before.")));
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["title"] = "LlmTrader rule set";
        schema["$defs"] = Definitions(limits);
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Definitions(RuleLimits limits) => new()
    {
        ["bar"] = Text("What closes a bar: 1s to 1d dividing a day, ticks (500t), volume (1000v) or notional (50000n).", "^[1-9][0-9]*[smhdtvn]$"),
        ["expression"] = new JsonObject
        {
            ["description"] = "A number or boolean over the functions, indicators, variables and operators of this schema, params and let names.",
            ["type"] = new JsonArray("string", "number", "boolean"),
            ["maxLength"] = limits.MaxTextLength,
        },
        ["condition"] = new JsonObject { ["description"] = "A boolean expression.", ["type"] = new JsonArray("string", "boolean") },
        ["field"] = Vocabulary(RuleVocabulary.Fields.Select(word => (word.Name, $"{word.Usage}: {word.Summary}"))),
        ["variable"] = Vocabulary(RuleVocabulary.Variables.Concat(RuleVocabulary.Constants).Select(word => (word.Name, $"{word.Usage}: {word.Summary}"))),
        ["function"] = Vocabulary(RuleVocabulary.Functions.Select(word => (word.Name, $"{word.Usage}: {word.Summary}"))),
        ["operator"] = Vocabulary(RuleVocabulary.Operators.Select(word => (word.Name, $"{word.Usage}: {word.Summary}"))),
        ["indicator"] = Vocabulary(IndicatorCatalog.All.Select(i => (i.Name, $"{i.Signature}: {i.Summary}; outputs {string.Join(", ", i.Outputs)}"))),
    };

    private static JsonObject Vocabulary(IEnumerable<(string Name, string Summary)> words)
    {
        var list = words.ToList();
        return new JsonObject
        {
            ["enum"] = new JsonArray([.. list.Select(word => JsonValue.Create(word.Name))]),
            ["description"] = string.Join("\n", list.Select(word => word.Summary)),
        };
    }

    private static JsonObject Universe(RuleLimits limits) => new()
    {
        ["description"] = "Full names (BTCUSDT.BINANCE) or symbols that only one venue has; all is every instrument.",
        ["oneOf"] = new JsonArray(
            new JsonObject { ["const"] = "all" },
            new JsonObject
            {
                ["type"] = "array",
                ["items"] = Text("An instrument.", "^[A-Za-z0-9._/:-]{1,97}$"),
                ["minItems"] = 1,
                ["maxItems"] = limits.MaxInstruments,
                ["uniqueItems"] = true,
            }),
    };

    private static JsonObject Names(string description, JsonObject value, RuleLimits limits) => new()
    {
        ["type"] = "object",
        ["description"] = description,
        ["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z_][A-Za-z0-9_]{0,39}$" },
        ["additionalProperties"] = value,
        ["maxProperties"] = limits.MaxNames,
    };

    private static JsonObject Parameter() => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["type"] = "number" },
            Block("A number with its range.", ["default"], ("default", Number()), ("min", Number()), ("max", Number()), ("step", Number(0)))),
    };

    private static JsonObject Sizing(RuleLimits limits)
    {
        JsonObject sizing = OneOf(RuleWords.Sizing, "How large a position is; percent values are of equity.");
        var properties = (JsonObject)sizing["properties"]!;
        properties["volatility_bars"] = Integer(2, limits.MaxLookBack - 1, "Of volatility_target: bars that it is measured over, 20 when left out.");
        properties["max_leverage"] = new JsonObject { ["type"] = "number", ["minimum"] = 0.01, ["maximum"] = 100, ["description"] = "Of volatility_target: largest position as a multiple of equity, 1 when left out." };
        return sizing;
    }

    private static JsonObject Order() => new()
    {
        ["oneOf"] = new JsonArray(
            new JsonObject { ["const"] = RuleWords.Order[0] },
            Block("A limit order.", [RuleWords.Order[1]], (RuleWords.Order[1], OneOf(RuleWords.Distance, "On the better side of the close.")), ("time_out", Integer(1, 1_000_000, "Bars until it is cancelled.")))),
    };

    private static JsonObject Grid(RuleLimits limits) => Block(
        "Limit orders at equal steps from the close.",
        ["levels", "spacing", "size"],
        ("levels", Integer(1, limits.MaxGridLevels, "Number of levels.")),
        ("spacing", OneOf(RuleWords.Distance, "Between levels.")),
        ("size", OneOf(RuleWords.GridSize, "Per level.")),
        ("side", Words(RuleWords.GridSide, "Where the levels are: buy is below the close.")));

    // A block with exactly one of some expressions.
    private static JsonObject OneOf(IReadOnlyList<string> names, string description)
    {
        JsonObject block = Block(description, [], [.. names.Select(name => (name, Ref("expression")))]);
        block["oneOf"] = new JsonArray([.. names.Select(name => new JsonObject { ["required"] = new JsonArray(name) })]);
        return block;
    }

    private static JsonObject Block(string description, string[] required, params ReadOnlySpan<(string Name, JsonObject Schema)> fields)
    {
        var properties = new JsonObject();
        foreach ((string name, JsonObject schema) in fields) { properties[name] = schema; }
        var block = new JsonObject { ["type"] = "object", ["description"] = description, ["additionalProperties"] = false, ["properties"] = properties };
        if (required.Length > 0) { block["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]); }
        return block;
    }

    private static JsonObject Ref(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonObject Text(string description, string pattern) => new() { ["type"] = "string", ["description"] = description, ["pattern"] = pattern };

    private static JsonObject Words(IReadOnlyList<string> words, string description) => new() { ["description"] = description, ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]) };

    private static JsonObject Integer(int minimum, int maximum, string description) =>
        new() { ["type"] = "integer", ["minimum"] = minimum, ["maximum"] = maximum, ["description"] = description };

    private static JsonObject Number(double? minimum = null)
    {
        var number = new JsonObject { ["type"] = "number" };
        if (minimum is { } least) { number["minimum"] = least; }
        return number;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Property.RuleLanguage;

/// <summary>A valid document with random fields, written as YAML and as JSON.</summary>
internal static class RandomDocument
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static (string Yaml, string Json) Write(Random random)
    {
        JsonObject document = Make(random);
        var yaml = new StringBuilder();
        Append(yaml, document, 0, random);
        return (yaml.ToString(), Shuffled(document, random).ToJsonString(Relaxed));
    }

    private static JsonObject Make(Random random)
    {
        var document = new JsonObject { ["name"] = $"random-{random.Next()}", ["bar"] = "5m" };
        if (Flip(random)) { document["description"] = "Says \"what\" it does:\n\tand # more."; }
        if (Flip(random)) { document["universe"] = new JsonArray("ETHUSDT.X", "ADAUSDT.X"); }
        if (Flip(random)) { document["params"] = new JsonObject { ["slow"] = 10, ["fast"] = new JsonObject { ["default"] = 3, ["min"] = 1, ["max"] = 9, ["step"] = 1 } }; }
        if (Flip(random)) { document["let"] = new JsonObject { ["signal"] = Expression(random, RuleType.Boolean), ["level"] = Expression(random, RuleType.Number) }; }
        if (random.Next(5) == 0)
        {
            document["grid"] = new JsonObject
            {
                ["levels"] = random.Next(1, 10),
                ["spacing"] = new JsonObject { ["percent"] = 0.5 },
                ["size"] = new JsonObject { ["quantity"] = "0.25" },
                ["side"] = Flip(random) ? "both" : "sell",
            };
        }
        else { AddEntries(document, random); }

        if (Flip(random)) { document["order"] = Flip(random) ? "market" : new JsonObject { ["limit"] = new JsonObject { ["distance"] = "0.1 * atr(5)" }, ["time_out"] = 3 }; }
        if (Flip(random)) { document["cooldown"] = random.Next(0, 5); }
        if (Flip(random)) { document["max_entries"] = random.Next(1, 4); }
        if (Flip(random)) { document["hand_over"] = Flip(random) ? "adopt" : "close"; }
        return document;
    }

    private static void AddEntries(JsonObject document, Random random)
    {
        document["entry_long"] = document["let"] is not null && Flip(random) ? "signal and not (level > close)" : Expression(random, RuleType.Boolean);
        if (document["params"] is not null) { document["exit_long"] = "cross_below(ema(close, fast), ema(close, slow))"; }
        if (Flip(random)) { document["entry_short"] = Expression(random, RuleType.Boolean); }
        if (Flip(random)) { document["exit_short"] = Expression(random, RuleType.Boolean); }
        document["stop_loss"] = new JsonObject { ["percent"] = random.Next(1, 20) };
        document["sizing"] = random.Next(4) switch
        {
            0 => new JsonObject { ["quantity"] = "0.5" },
            1 => new JsonObject { ["percent_of_equity"] = 10 },
            2 => new JsonObject { ["volatility_target"] = 15, ["volatility_bars"] = 20, ["max_leverage"] = 1.5 },
            _ => new JsonObject { ["risk_per_trade"] = "max(0.5, 1)" },
        };
        if (Flip(random)) { document["take_profit"] = new JsonObject { ["distance"] = RandomPrograms.Expression(random, RuleType.Number, 3, isLive: false) }; }
        if (Flip(random)) { document["trailing_stop"] = new JsonObject { ["distance"] = "3 * atr(5)" }; }
        if (Flip(random)) { document["time_stop"] = random.Next(1, 100); }
    }

    // Live values can't be read back over, so a let that is used under an index must not hold any; here none is.
    private static string Expression(Random random, RuleType type) => RandomPrograms.Expression(random, type, random.Next(1, 4));

    private static JsonObject Shuffled(JsonObject block, Random random)
    {
        var shuffled = new JsonObject();
        KeyValuePair<string, JsonNode?>[] fields = [.. block];
        random.Shuffle(fields);
        foreach ((string key, JsonNode? value) in fields) { shuffled[key] = value is JsonObject inner ? Shuffled(inner, random) : value!.DeepClone(); }
        return shuffled;
    }

    private static void Append(StringBuilder yaml, JsonObject block, int indent, Random random)
    {
        foreach ((string key, JsonNode? value) in block)
        {
            yaml.Append(' ', indent).Append(key).Append(':');
            if (Flip(random)) { yaml.Append(' '); }
            switch (value)
            {
                case JsonObject inner:
                    yaml.Append('\n');
                    Append(yaml, inner, indent + 2, random);
                    break;
                case JsonArray list:
                    yaml.Append(CultureInfo.InvariantCulture, $" [{string.Join(", ", list.Select(item => item!.GetValue<string>()))}]\n");
                    break;
                case JsonValue text when text.TryGetValue(out string? content):
                    bool isPlain = content.Length > 0 && char.IsAsciiLetterOrDigit(content[0]) && !content.Contains('\n', StringComparison.Ordinal) && !content.Contains('#', StringComparison.Ordinal);
                    yaml.Append(' ').Append(isPlain && Flip(random) ? content : text.ToJsonString(Relaxed)).Append('\n');
                    break;
                default: yaml.Append(' ').Append(value!.ToJsonString()).Append('\n'); break;
            }
        }
    }

    private static bool Flip(Random random) => random.Next(2) == 0;
}

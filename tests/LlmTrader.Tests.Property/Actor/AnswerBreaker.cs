using System.Text.Json.Nodes;

namespace LlmTrader.Tests.Property.Actor;

/// <summary>Does to an answer what models do, at a place that the seed chooses.</summary>
internal sealed class AnswerBreaker(int seed)
{
    /// <summary>In every text of its own, and in no vocabulary.</summary>
    public const string Foreign = "zzforeign";

    private readonly Random _random = new(seed);

    public void Break(JsonObject answer)
    {
        List<(JsonNode Parent, object Key)> places = [];
        Collect(answer, places);
        (JsonNode parent, object key) = places[_random.Next(places.Count)];
        JsonNode? before = key is string name ? parent[name] : parent[(int)key];
        if (_random.Next(6) == 0 && parent is JsonObject block)
        {
            if (_random.Next(2) == 0) { block.Remove((string)key); }
            else { block[Foreign] = 1; }
            return;
        }

        JsonNode? after = _random.Next(11) switch
        {
            0 => null,
            1 => Foreign,
            2 => $"close) or ({Foreign}",
            3 => new JsonObject { ["0"] = before?.DeepClone() },
            4 => new JsonArray(before?.DeepClone()),
            5 => "１，０００",
            6 => "1,000",
            7 => "N/A",
            8 => -1e308,
            9 => _random.Next(-3, 200),
            _ => before is JsonValue value && value.TryGetValue(out string? text) ? text.ToUpperInvariant() : true,
        };
        if (key is string member) { parent[member] = after; } else { parent[(int)key] = after; }
    }

    private static void Collect(JsonNode? node, List<(JsonNode, object)> places)
    {
        switch (node)
        {
            case JsonObject block:
                foreach ((string name, JsonNode? value) in block)
                {
                    places.Add((block, name));
                    Collect(value, places);
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    places.Add((list, i));
                    Collect(list[i], places);
                }

                break;
        }
    }
}

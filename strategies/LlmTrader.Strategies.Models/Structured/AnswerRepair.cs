using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmTrader.Strategies.Models.Structured;

/// <summary>
/// Makes of a document what its writer must have meant, where the schema leaves one meaning only:
/// a number written as a text becomes that number (see <see cref="NumberText"/>); <c>5.0</c> where a whole number is asked, 5; the words
/// N/A, null, none, - and an empty text become null where null fits and the text does not; a nullable member that is absent, null; one
/// value where a list is asked, a list of it; a list of one object where an object is asked, that object; "true" and "false", themselves.
/// </summary>
/// <remarks>Whatever does not fit afterwards is a mistake and goes back to the model: unknown words and members, other spellings of a word, missing values, units.</remarks>
public static class AnswerRepair
{
    private static readonly string[] NothingWords = ["", "-", "–", "—", "n/a", "na", "none", "null", "nil"];

    /// <summary>The document after all that could be repaired, and what was, each with its path.</summary>
    public static (JsonElement Document, IReadOnlyList<string> Repairs) Of(JsonElement document, AnswerSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (SchemaCheck.Fits(document, schema.Root)) { return (document, []); }
        List<string> repairs = [];
        JsonNode? repaired = Repair(document, schema.Root, "$", repairs);
        return repairs.Count == 0 ? (document, []) : (JsonSerializer.SerializeToElement(repaired), repairs);
    }

    private static JsonNode? Repair(JsonElement value, SchemaNode node, string path, List<string> repairs)
    {
        if (node.AnyOf is { } branches) { return RepairAny(value, branches, path, repairs); }
        if (SchemaCheck.IsOf(value, node.Kinds) && SchemaCheck.IsIn(value, node.Enum))
        {
            return value.ValueKind switch { JsonValueKind.Object => Members(value, node, path, repairs), JsonValueKind.Array => Items(value, node, path, repairs), _ => Same(value) };
        }

        if (value.ValueKind == JsonValueKind.String && Scalar(value.GetString()!, node) is { } scalar) { repairs.Add($"{path}: {SchemaCheck.Shown(value)} is {scalar.Shown}"); return scalar.Value; }
        if (value.ValueKind == JsonValueKind.Number && node.Kinds.HasFlag(JsonKinds.Integer) && value.TryGetDecimal(out decimal number) && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue)
        {
            JsonNode whole = JsonValue.Create((long)number);
            if (SchemaCheck.IsIn(JsonSerializer.SerializeToElement(whole), node.Enum)) { repairs.Add($"{path}: {SchemaCheck.Shown(value)} is a whole number"); return whole; }
        }

        if (value.ValueKind == JsonValueKind.Array && node.Kinds.HasFlag(JsonKinds.Object) && value.GetArrayLength() == 1 && value[0].ValueKind == JsonValueKind.Object)
        {
            repairs.Add($"{path}: a list of one object is that object");
            return Repair(value[0], node, path, repairs);
        }

        if (value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null) && node.Kinds.HasFlag(JsonKinds.Array) && node.Items is { } items) { return Wrapped(value, items, path, repairs); }
        return Same(value);
    }

    // One value in place of a list: only when it is a whole item, so that a list's own frame is not taken for one.
    private static JsonNode? Wrapped(JsonElement value, SchemaNode items, string path, List<string> repairs)
    {
        List<string> inner = [];
        JsonNode? item = Repair(value, items, $"{path}[0]", inner);
        if (!SchemaCheck.Fits(JsonSerializer.SerializeToElement(item), items)) { return Same(value); }
        repairs.Add($"{path}: one value is a list of one");
        repairs.AddRange(inner);
        return new JsonArray(item);
    }

    // Each shape by itself; the value is repaired when exactly one comes to fit.
    private static JsonNode? RepairAny(JsonElement value, IReadOnlyList<SchemaNode> branches, string path, List<string> repairs)
    {
        if (branches.FirstOrDefault(branch => SchemaCheck.Fits(value, branch)) is { } fitting) { return Repair(value, fitting, path, repairs); }
        List<(JsonNode? Value, List<string> Repairs)> found = [];
        foreach (SchemaNode branch in branches)
        {
            List<string> inner = [];
            JsonNode? repaired = Repair(value, branch, path, inner);
            if (SchemaCheck.Fits(JsonSerializer.SerializeToElement(repaired), branch)) { found.Add((repaired, inner)); }
        }

        if (found.Count != 1) { return Same(value); }
        repairs.AddRange(found[0].Repairs);
        return found[0].Value;
    }

    private static JsonObject Members(JsonElement value, SchemaNode node, string path, List<string> repairs)
    {
        JsonObject repaired = [];
        foreach (JsonProperty member in value.EnumerateObject()) { repaired[member.Name] = node.Property(member.Name) is { } own ? Repair(member.Value, own, $"{path}.{member.Name}", repairs) : Same(member.Value); }
        foreach (string name in node.Required)
        {
            if (repaired.ContainsKey(name) || node.Property(name) is not { TakesNull: true }) { continue; }
            repaired[name] = null;
            repairs.Add($"{path}.{name}: absent is null");
        }

        return repaired;
    }

    private static JsonArray Items(JsonElement value, SchemaNode node, string path, List<string> repairs)
    {
        JsonArray repaired = [];
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            repaired.Add(node.Items is { } items ? Repair(item, items, $"{path}[{index}]", repairs) : Same(item));
            index++;
        }

        return repaired;
    }

    private static (JsonNode? Value, string Shown)? Scalar(string text, SchemaNode node)
    {
        string word = text.Trim();
        if (node.TakesNull && NothingWords.Contains(word, StringComparer.OrdinalIgnoreCase)) { return (null, "null"); }
        if (node.Kinds.HasFlag(JsonKinds.Integer) && NumberText.Read(text) is { } number)
        {
            if (!node.Kinds.HasFlag(JsonKinds.Number) && !long.TryParse(number, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _)) { return null; }
            JsonNode parsed = JsonNode.Parse(number)!;
            return SchemaCheck.IsIn(JsonSerializer.SerializeToElement(parsed), node.Enum) ? (parsed, number) : null;
        }

        bool isWord = word is "true" or "false" or "True" or "False";
        return node.Kinds.HasFlag(JsonKinds.Boolean) && isWord && node.Enum is null ? (JsonValue.Create(word is "true" or "True"), word) : null;
    }

    private static JsonNode? Same(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };
}

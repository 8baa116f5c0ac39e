using System.Text.Json;

namespace LlmTrader.Strategies.Models.Structured;

/// <summary>Checks a document against a schema, and changes nothing.</summary>
public static class SchemaCheck
{
    /// <summary>As many as a model can mend in one go.</summary>
    public const int MaxProblems = 8;

    private const int MaxNamed = 24;

    /// <summary>What does not fit, each with its path; empty when all does. Of many, the first 8.</summary>
    public static IReadOnlyList<string> Of(JsonElement document, AnswerSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        List<string> problems = [];
        Check(document, schema.Root, "$", problems);
        return problems;
    }

    internal static bool Fits(JsonElement value, SchemaNode node)
    {
        List<string> problems = [];
        Check(value, node, "$", problems);
        return problems.Count == 0;
    }

    internal static bool IsOf(JsonElement value, JsonKinds kinds) => kinds == JsonKinds.None || value.ValueKind switch
    {
        JsonValueKind.Object => kinds.HasFlag(JsonKinds.Object),
        JsonValueKind.Array => kinds.HasFlag(JsonKinds.Array),
        JsonValueKind.String => kinds.HasFlag(JsonKinds.String),
        JsonValueKind.Number => kinds.HasFlag(JsonKinds.Number) || (kinds.HasFlag(JsonKinds.Integer) && value.TryGetInt64(out _)),
        JsonValueKind.True or JsonValueKind.False => kinds.HasFlag(JsonKinds.Boolean),
        _ => kinds.HasFlag(JsonKinds.Null),
    };

    internal static bool IsIn(JsonElement value, IReadOnlyList<JsonElement>? choices) => choices is null || choices.Any(one => JsonElement.DeepEquals(one, value));

    internal static string Shown(JsonElement value)
    {
        string raw = value.GetRawText();
        return raw.Length <= 48 ? raw : $"{raw[..47]}…";
    }

    private static void Check(JsonElement value, SchemaNode node, string path, List<string> problems)
    {
        if (problems.Count >= MaxProblems) { return; }
        if (node.AnyOf is { } branches)
        {
            if (branches.Any(branch => Fits(value, branch))) { return; }
            // The one branch that it could be meant for tells more than that none fits.
            SchemaNode[] meant = [.. branches.Where(branch => IsOf(value, branch.Kinds) && branch.AnyOf is null)];
            if (meant.Length == 1) { Check(value, meant[0], path, problems); }
            else { problems.Add($"{path}: {Shown(value)} fits none of the {branches.Count} shapes that it may have."); }
            return;
        }

        if (!IsOf(value, node.Kinds)) { problems.Add($"{path}: {Words(node.Kinds)} is expected, and this is {Shown(value)}."); return; }
        if (!IsIn(value, node.Enum)) { problems.Add($"{path}: {Shown(value)} is none of {Choices(node.Enum!)}."); return; }
        if (value.ValueKind == JsonValueKind.Object) { CheckMembers(value, node, path, problems); }
        if (value.ValueKind != JsonValueKind.Array || node.Items is not { } items) { return; }
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray()) { Check(item, items, $"{path}[{index++}]", problems); }
    }

    private static void CheckMembers(JsonElement value, SchemaNode node, string path, List<string> problems)
    {
        foreach (string name in node.Required)
        {
            if (!value.TryGetProperty(name, out _) && problems.Count < MaxProblems) { problems.Add($"{path}.{name}: this member is missing."); }
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            string at = $"{path}.{(member.Name.Length <= 64 ? member.Name : member.Name[..63] + "…")}";
            bool isNew = seen.Add(member.Name);
            if (problems.Count >= MaxProblems) { return; }
            if (!isNew) { problems.Add($"{at}: this member is given twice."); }
            else if (node.Property(member.Name) is { } own) { Check(member.Value, own, at, problems); }
            else if (!node.AllowsOthers) { problems.Add($"{at}: there is no such member; there are {string.Join(", ", node.Properties.Select(property => property.Key))}."); }
        }
    }

    private static string Words(JsonKinds kinds) => string.Join(" or ", Enum.GetValues<JsonKinds>().Where(one => one != JsonKinds.None && kinds.HasFlag(one) && !(one == JsonKinds.Integer && kinds.HasFlag(JsonKinds.Number))).Select(one => one.ToString().ToLowerInvariant()));

    private static string Choices(IReadOnlyList<JsonElement> choices)
    {
        string named = string.Join(", ", choices.Take(MaxNamed).Select(Shown));
        return choices.Count <= MaxNamed ? named : $"{named} and {choices.Count - MaxNamed} more";
    }
}

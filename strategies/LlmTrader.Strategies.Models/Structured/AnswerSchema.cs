using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Strategies.Models.Structured;

/// <summary>A kind of JSON value, as a schema names it.</summary>
[Flags]
internal enum JsonKinds
{
    None = 0,
    Object = 1,
    Array = 2,
    String = 4,
    Number = 8,
    Integer = 16,
    Boolean = 32,
    Null = 64,
}

/// <summary>One level of a schema.</summary>
internal sealed record SchemaNode
{
    /// <summary>None is any.</summary>
    public JsonKinds Kinds { get; init; }

    /// <summary>Raw texts of scalar values; null is any value.</summary>
    public IReadOnlyList<JsonElement>? Enum { get; init; }

    public IReadOnlyList<KeyValuePair<string, SchemaNode>> Properties { get; init; } = [];

    public IReadOnlyList<string> Required { get; init; } = [];

    public bool AllowsOthers { get; init; } = true;

    public SchemaNode? Items { get; init; }

    public IReadOnlyList<SchemaNode>? AnyOf { get; init; }

    /// <summary>Whether null fits.</summary>
    public bool TakesNull => AnyOf is { } branches ? branches.Any(branch => branch.TakesNull)
        : (Kinds == JsonKinds.None || Kinds.HasFlag(JsonKinds.Null)) && (Enum is null || Enum.Any(one => one.ValueKind == JsonValueKind.Null));

    public SchemaNode? Property(string name) => Properties.FirstOrDefault(property => property.Key == name).Value;
}

/// <summary>
/// A schema of the subset that every endpoint takes: <c>type</c> (a word or a list of them), <c>enum</c> of scalars, <c>properties</c>,
/// <c>required</c>, <c>additionalProperties</c> as true or false, <c>items</c>, <c>anyOf</c>; titles and descriptions are for the model.
/// Anything else is refused: what is not checked must not look as if it were.
/// </summary>
public sealed class AnswerSchema
{
    /// <summary>Levels of a schema and of an answer.</summary>
    public const int MaxDepth = 32;

    private AnswerSchema(SchemaNode root) => Root = root;

    internal SchemaNode Root { get; }

    /// <exception cref="ArgumentException">It is no schema of the subset; says where.</exception>
    public static AnswerSchema Of(ModelSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        try
        {
            using JsonDocument document = JsonDocument.Parse(schema.Json, new JsonDocumentOptions { MaxDepth = 4 * MaxDepth, AllowDuplicateProperties = false });
            return new AnswerSchema(Read(document.RootElement.Clone(), "$"));
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The schema '{schema.Name}' is no JSON: {e.Message}", nameof(schema), e);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The schema '{schema.Name}' can't be checked: {e.Message}", nameof(schema), e);
        }
    }

    private static SchemaNode Read(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object) { throw new FormatException($"{path}: an object is expected."); }
        SchemaNode node = new();
        foreach (JsonProperty member in json.EnumerateObject())
        {
            JsonElement value = member.Value;
            string at = $"{path}.{member.Name}";
            node = member.Name switch
            {
                "type" => node with { Kinds = Kinds(value, at) },
                "enum" => node with { Enum = Scalars(value, at) },
                "properties" => node with { Properties = [.. Members(value, at).Select(one => KeyValuePair.Create(one.Name, Read(one.Value, $"{at}.{one.Name}")))] },
                "required" => node with { Required = [.. List(value, at).Select(one => Word(one, at))] },
                "additionalProperties" => node with { AllowsOthers = value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw new FormatException($"{at}: true or false is expected.") } },
                "items" => node with { Items = Read(value, at) },
                "anyOf" => node with { AnyOf = [.. List(value, at).Select((one, index) => Read(one, $"{at}[{index}]"))] },
                "title" or "description" or "$schema" => node,
                _ => throw new FormatException($"{at}: this keyword is not checked here."),
            };
        }

        if (node.AnyOf is not null && (node.Kinds != JsonKinds.None || node.Enum is not null || node.Properties.Count > 0 || node.Items is not null)) { throw new FormatException($"{path}: anyOf stands alone."); }
        return node;
    }

    private static JsonKinds Kinds(JsonElement value, string at) => value.ValueKind == JsonValueKind.String ? Kind(value, at)
        : List(value, at).Aggregate(JsonKinds.None, (kinds, one) => kinds | Kind(one, at));

    private static JsonKinds Kind(JsonElement word, string at) => Word(word, at) switch
    {
        "object" => JsonKinds.Object,
        "array" => JsonKinds.Array,
        "string" => JsonKinds.String,
        "number" => JsonKinds.Number | JsonKinds.Integer,
        "integer" => JsonKinds.Integer,
        "boolean" => JsonKinds.Boolean,
        "null" => JsonKinds.Null,
        string other => throw new FormatException($"{at}: '{other}' is no type."),
    };

    private static IReadOnlyList<JsonElement> Scalars(JsonElement value, string at) => [.. List(value, at).Select(one => one.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? throw new FormatException($"{at}: scalars are expected.") : one)];

    private static JsonElement.ArrayEnumerator List(JsonElement value, string at) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 || at.EndsWith(".required", StringComparison.Ordinal) && value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray() : throw new FormatException($"{at}: a list is expected.");

    private static JsonElement.ObjectEnumerator Members(JsonElement value, string at) => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw new FormatException($"{at}: an object is expected.");

    private static string Word(JsonElement value, string at) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"{at}: a text is expected.");
}

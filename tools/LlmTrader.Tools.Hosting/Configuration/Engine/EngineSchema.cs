using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>
/// The JSON Schema of a configuration, read off the same shapes that the reader goes by: what an editor takes, the reader takes, but for
/// what values mean together.
/// </summary>
public static class EngineSchema
{
    /// <summary>What <c>llmtrader init</c> calls it beside the configuration.</summary>
    public const string FileName = "engine.schema.json";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>JSON Schema, draft 2020-12, with a line break at its end.</summary>
    public static string ToJson()
    {
        JsonObject schema = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "llmtrader engine configuration",
        };
        foreach ((string key, JsonNode? value) in Section(typeof(EngineConfiguration), kind: null, isPinned: false).ToArray()) { schema[key] = value?.DeepClone(); }
        return schema.ToJsonString(Format) + "\n";
    }

    private static JsonObject Section(Type type, string? kind, bool isPinned)
    {
        ConfigurationShape shape = ConfigurationShape.Of(type);
        if (shape.Kinds.Count > 0) { return new JsonObject { ["oneOf"] = new JsonArray([.. shape.Kinds.Select(known => Section(known.Type, known.Word, isPinned))]) }; }
        object defaults = Activator.CreateInstance(type)!;
        JsonObject properties = [];
        JsonArray required = [];
        if (kind is not null)
        {
            properties[ConfigurationShape.KindKey] = new JsonObject { ["const"] = kind };
            required.Add(ConfigurationShape.KindKey);
        }

        foreach (ConfigurationKey key in shape.Keys)
        {
            properties[key.Name] = Key(key, key.IsRequired ? null : key.Property.GetValue(defaults), isPinned || key.IsPinned);
            if (key.IsRequired) { required.Add(key.Name); }
        }

        JsonObject section = new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (required.Count > 0) { section["required"] = required; }
        return section;
    }

    private static JsonObject Key(ConfigurationKey key, object? fallback, bool isPinned)
    {
        JsonObject node = [];
        if (key.Description is { } description) { node["description"] = isPinned ? $"{description} Pinned by the journal." : description; }
        JsonObject value = Value(key.Property.PropertyType, key, isPinned);
        bool isOptional = !key.IsRequired && value["type"] is JsonValue type && type.GetValue<string>() is "object" or "array";
        if (isOptional) { value["type"] = new JsonArray(value["type"]!.GetValue<string>(), "null"); }    // A key with all below it in comments.
        foreach ((string name, JsonNode? part) in value.ToArray()) { node[name] = part?.DeepClone(); }
        if (DefaultOf(fallback, key) is { } given) { node["default"] = given; }
        return node;
    }

    private static JsonObject Value(Type type, ConfigurationKey? key, bool isPinned)
    {
        if (ScalarForm.For(type) is { } form) { return Scalar(type, form, key); }
        if (ConfigurationShape.ItemOf(type) is { } item) { return new JsonObject { ["type"] = "array", ["items"] = Value(item, null, isPinned) }; }
        if (ConfigurationShape.ValueOf(type) is { } value) { return new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(value, null, isPinned) }; }
        return Section(type, kind: null, isPinned);
    }

    private static JsonObject Scalar(Type type, ScalarForm form, ConfigurationKey? key)
    {
        JsonObject node = [];
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (form.Words is { } words && form.JsonType != "boolean") { node["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]); }
        else if (plain == typeof(string) || plain == typeof(Ratio) || plain == typeof(LlmTrader.Engine.Core.FeeRate)) { node["type"] = new JsonArray("string", "number"); }
        else { node["type"] = form.JsonType; }
        if (plain == typeof(SecretReference)) { node["pattern"] = @"^(\$\{(env:)?[A-Za-z_][A-Za-z0-9_]*\}|file:.+)$"; }
        if (plain == typeof(TimeSpan)) { node["pattern"] = @"^[0-9]+(\.[0-9]+)?(us|ms|s|m|h|d)$"; }
        if (plain == typeof(ByteSize)) { node["pattern"] = "^[0-9]+ ?([KMG]i)?B$"; }
        if (key is { IsName: true }) { node["pattern"] = "^[A-Za-z0-9_-]{1,32}$"; }
        if (key?.Within is { } within && form.JsonType is "integer" or "number")
        {
            node["minimum"] = decimal.Parse(key!.Within!.Least, CultureInfo.InvariantCulture);
            node["maximum"] = decimal.Parse(key.Within.Most, CultureInfo.InvariantCulture);
        }

        return key is { CanBeOff: true } && plain != typeof(string) ? new JsonObject { ["anyOf"] = new JsonArray(node, new JsonObject { ["const"] = "off" }) } : node;
    }

    private static JsonNode? DefaultOf(object? value, ConfigurationKey key)
    {
        if (value is null) { return key.CanBeOff ? "off" : null; }
        if (ScalarForm.For(value.GetType()) is { } form) { return Json(form, value); }
        return value is IEnumerable and not IDictionary ? Items((IEnumerable)value) : null;
    }

    private static JsonArray? Items(IEnumerable list)
    {
        object[] items = [.. list.Cast<object>()];
        bool areWords = items.All(item => ScalarForm.For(item.GetType()) is not null);
        return items.Length > 0 && areWords ? new JsonArray([.. items.Select(item => Json(ScalarForm.For(item.GetType())!, item))]) : null;
    }

    private static JsonNode Json(ScalarForm form, object value) => form.JsonType switch
    {
        "integer" or "number" => JsonNode.Parse(form.Format(value))!,
        "boolean" => (bool)value,
        _ => form.Format(value),
    };
}

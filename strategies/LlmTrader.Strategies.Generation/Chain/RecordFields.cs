using System.Text.Json;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>Members of a record's body, which is an object. One that is absent, or is of another kind, is not there.</summary>
public static class RecordFields
{
    public static string? Text(this JsonElement body, string name) => ValueOf(body, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A list as texts, what is none in it as it is written; empty where there is no list.</summary>
    public static string[] Texts(this JsonElement body, string name) => ValueOf(body, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(one => one.ToString())] : [];

    public static bool? Truth(this JsonElement body, string name) => ValueOf(body, name)?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    /// <summary>Whether it is there and true.</summary>
    public static bool Flag(this JsonElement body, string name) => body.Truth(name) == true;

    public static double? Number(this JsonElement body, string name) => NumberOf(body, name)?.GetDouble();

    /// <exception cref="FormatException">It is outside of what a decimal holds.</exception>
    public static decimal? Amount(this JsonElement body, string name) => NumberOf(body, name)?.GetDecimal();

    /// <exception cref="FormatException">It has a fraction, or is outside of what 64 bits hold.</exception>
    public static long? Whole(this JsonElement body, string name) => NumberOf(body, name)?.GetInt64();

    private static JsonElement? NumberOf(JsonElement body, string name) => ValueOf(body, name) is { ValueKind: JsonValueKind.Number } value ? value : null;

    private static JsonElement? ValueOf(JsonElement body, string name) => body.TryGetProperty(name, out JsonElement value) ? value : null;
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>Text that may be written as a number: its digits as they stand, so that none is lost in a double.</summary>
internal sealed class NumberTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => throw new JsonException("a text or a number is expected."),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

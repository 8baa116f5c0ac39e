using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>The words of enumerations in files: <c>haltAll</c>, <c>halt_all</c> and <c>HaltAll</c> are one word; a mistyped one is answered with the nearest and with all.</summary>
internal sealed class WordConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum && !typeToConvert.IsDefined(typeof(FlagsAttribute), inherit: false);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    private sealed class Of<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string word = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            string plain = word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
            foreach (string name in Enum.GetNames<T>())
            {
                if (string.Equals(name, plain, StringComparison.OrdinalIgnoreCase)) { return Enum.Parse<T>(name); }
            }

            string[] known = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName)];
            string hint = Suggestion.For(plain, known) is { } meant ? $" {meant}" : "";
            throw new JsonException($"'{word}' is not known;{hint} Known: {string.Join(", ", known)}.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}

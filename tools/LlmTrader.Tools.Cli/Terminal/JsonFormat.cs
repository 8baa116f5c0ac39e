using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Rules;

namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>How results become JSON: camelCase names, enums by name, indented for the person who looks after all.</summary>
internal static class JsonFormat
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new MoneyConverter(), new SecondsConverter(), new TwinRowConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // Never embedded in HTML; quotes and signs stay readable.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>An amount as an exact decimal, with its currency.</summary>
    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Results are written and never read.");

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("amount");
            writer.WriteRawValue(FixedPoint.Format(value.Raw, Money.Scale));
            writer.WriteString("currency", value.Currency.ToString());
            writer.WriteEndObject();
        }
    }

    /// <summary>A length of time as seconds.</summary>
    private sealed class SecondsConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Results are written and never read.");

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
    }

    /// <summary>Two ways by what they are called, such as <c>compiledNs</c> and <c>interpretedNs</c>.</summary>
    private sealed class TwinRowConverter : JsonConverter<TwinRow>
    {
        public override TwinRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Results are written and never read.");

        public override void Write(Utf8JsonWriter writer, TwinRow value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("name", value.Name);
            WriteSpread($"{value.Fast}Ns", value.FastNs);
            WriteSpread($"{value.Plain}Ns", value.PlainNs);
            WriteSpread("ratio", value.Ratio);
            writer.WriteEndObject();

            void WriteSpread(string name, MedianSpread runs)
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, runs, options);
            }
        }
    }
}

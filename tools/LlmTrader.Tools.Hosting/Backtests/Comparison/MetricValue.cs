using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>A metric's value: an exact amount or count, a ratio in doubles, a yes or no, or undefined.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct MetricValue
{
    public MetricValue(decimal? exact) => Exact = exact;

    public MetricValue(double? ratio) => Ratio = ratio;

    public MetricValue(bool? flag) => Flag = flag;

    public decimal? Exact { get; }

    public double? Ratio { get; }

    public bool? Flag { get; }

    /// <summary>Undefined where one of them is, and for a yes or no.</summary>
    public MetricValue Less(MetricValue other) => Exact is not null || other.Exact is not null
        ? new MetricValue(Exact - other.Exact)
        : new MetricValue(Ratio - other.Ratio);

    /// <summary>With the other sign.</summary>
    public MetricValue Negated() => Exact is not null ? new MetricValue(-Exact) : new MetricValue(-Ratio);

    private sealed class Converter : JsonConverter<MetricValue>
    {
        public override MetricValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Comparisons are written and never read.");

        public override void Write(Utf8JsonWriter writer, MetricValue value, JsonSerializerOptions options)
        {
            if (value.Exact is { } exact) { writer.WriteNumberValue(exact); }
            else if (value.Ratio is { } ratio) { writer.WriteNumberValue(ratio); }
            else if (value.Flag is { } flag) { writer.WriteBooleanValue(flag); }
            else { writer.WriteNullValue(); }
        }
    }
}

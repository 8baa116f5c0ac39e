using System.Buffers.Binary;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>A row as both writers get it: ours by calls, QuestDB's client as JSON.</summary>
internal sealed record OracleRow(string Table, IReadOnlyList<(string Name, string? Value)> Symbols, IReadOnlyList<(string Name, object? Value)> Columns, long At)
{
    public void Write(IlpWriter writer)
    {
        writer.Table(Table);
        foreach ((string name, string? value) in Symbols) { writer.Symbol(name, value); }
        foreach ((string name, object? value) in Columns)
        {
            _ = value switch
            {
                null => writer.Whole(name, null).Fraction(name, null).Truth(name, null).Time(name, null).Text(name, null),
                string text => writer.Text(name, text),
                long whole => writer.Whole(name, whole),
                double number => writer.Fraction(name, number),
                bool truth => writer.Truth(name, truth),
                Timestamp time => writer.Time(name, time),
                _ => throw new InvalidOperationException($"No column holds a {value.GetType()}."),
            };
        }

        writer.At(new Timestamp(At));
    }

    public string ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("table", Table);
            json.WriteStartArray("symbols");
            foreach ((string name, string? value) in Symbols) { Write(json, [name, value]); }
            json.WriteEndArray();
            json.WriteStartArray("columns");
            foreach ((string name, object? value) in Columns) { Write(json, [name, TypeOf(value), Encoded(value)]); }
            json.WriteEndArray();
            json.WriteString("at", At.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>What a projection's row tells, told to the client as well.</summary>
    public static OracleRow Of(in ProjectionRow row, ProjectionNames names)
    {
        Recorder recorder = new([], []);
        ProjectionColumns.Write(in row, names, ref recorder);
        return new OracleRow(ProjectionTables.NameOf(row.Table), recorder.Symbols, recorder.Columns, row.Time.Nanoseconds);
    }

    private static void Write(Utf8JsonWriter json, object?[] values)
    {
        json.WriteStartArray();
        foreach (object? value in values)
        {
            if (value is bool truth) { json.WriteBooleanValue(truth); }
            else { json.WriteStringValue((string?)value); }
        }

        json.WriteEndArray();
    }

    private static string TypeOf(object? value) => value switch { string or null => "text", long => "whole", double => "double", bool => "truth", _ => "time" };

    private static object? Encoded(object? value) => value switch
    {
        long whole => whole.ToString(System.Globalization.CultureInfo.InvariantCulture),
        double number => Hex(number),
        Timestamp time => time.Nanoseconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => value,
    };

    private static string Hex(double number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return Convert.ToHexString(bytes);
    }

    private readonly struct Recorder(List<(string, string?)> symbols, List<(string, object?)> columns) : IProjectionRowWriter
    {
        public List<(string, string?)> Symbols { get; } = symbols;

        public List<(string, object?)> Columns { get; } = columns;

        public void WriteSymbol(ProjectionColumn column, ProjectionSymbol? value) => Symbols.Add((column.Name, value?.Text));

        public void WriteWhole(ProjectionColumn column, long? value) => Columns.Add((column.Name, value));

        // By way of decimal text, which is not ours.
        public void WriteFraction(ProjectionColumn column, long? raw, int scale) =>
            Columns.Add((column.Name, raw is { } number ? double.Parse(FixedPoint.Format(number, scale), System.Globalization.CultureInfo.InvariantCulture) : null));
    }
}

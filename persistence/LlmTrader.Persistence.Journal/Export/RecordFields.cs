using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal.Export;

/// <summary>A record's fields as text, in their units. One record at a time; the results are valid until the next.</summary>
internal sealed class RecordFields(InstrumentTable instruments, ExportLayout layout) : IDisposable
{
    private const int MostFields = 40;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json = new(Stream.Null);
    private readonly string?[] _texts = new string?[MostFields];
    private readonly long[] _numbers = new long[MostFields];
    private readonly List<long> _levels = [];
    private readonly StringBuilder _joined = new();
    private Instrument? _instrument;

    /// <summary>The fields of the last record.</summary>
    public ExportField[] Fields { get; private set; } = [];

    /// <summary>How many of them it has: a plain command has not the last ones.</summary>
    public int Count { get; private set; }

    public void Load(in EngineEvent e)
    {
        Start();
        EventJson.Write(_json, in e);
        Parse(layout[(byte)e.Kind]);
    }

    public void Load(in OutRecord record)
    {
        Start();
        EventJson.Write(_json, in record);
        Parse(layout[(byte)record.Kind]);
    }

    /// <summary>Whether a field is a number in JSON.</summary>
    public bool IsNumber(int field) =>
        _texts[field] is null && Fields[field].Unit is FieldUnit.Raw or FieldUnit.Price or FieldUnit.Quantity or FieldUnit.Amount;

    /// <summary>A field as text.</summary>
    public string Text(int field)
    {
        if (_texts[field] is { } text) { return text; }
        long number = _numbers[field];
        return Fields[field].Unit switch
        {
            FieldUnit.Time => new Timestamp(number).ToString(),
            FieldUnit.Amount => FixedPoint.Format(number, Money.Scale),
            FieldUnit.Price when _instrument is not null => FixedPoint.Format(number, _instrument.PriceScale),
            FieldUnit.Quantity when _instrument is not null => FixedPoint.Format(number, _instrument.QuantityScale),
            FieldUnit.Instrument => NameOf(number),
            FieldUnit.Code when Fields[field].Codes!.TryGetValue(number, out string? name) => name,
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
    }

    public void Dispose() => _json.Dispose();

    private void Start()
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
    }

    private void Parse(ExportField[] fields)
    {
        _json.Flush();
        Fields = fields;
        Count = 0;
        Utf8JsonReader reader = new(_buffer.WrittenSpan);
        reader.Read();
        long instrument = InstrumentId.None.Value;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Invariant.Holds(reader.ValueTextEquals(fields[Count].Name));
            reader.Read();
            _texts[Count] = null;
            switch (reader.TokenType)
            {
                case JsonTokenType.Number: _numbers[Count] = reader.GetInt64(); break;
                case JsonTokenType.String: _texts[Count] = reader.GetString(); break;
                default: ReadLevels(ref reader); break;
            }

            // An order's own instrument stands behind its prices; it is the one that they are in.
            bool isInstrument = fields[Count].Name is "instrument" or "orderInstrument";
            if (isInstrument && instruments.Contains(new InstrumentId((int)_numbers[Count]))) { instrument = _numbers[Count]; }
            Count++;
        }

        _instrument = instruments.Contains(new InstrumentId((int)instrument)) ? instruments.All[(int)instrument] : null;
        for (int i = 0; i < Count; i++)
        {
            if (fields[i].Name == "levels") { _texts[i] = Levels(); }
        }
    }

    private void ReadLevels(ref Utf8JsonReader reader)
    {
        _levels.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number) { _levels.Add(reader.GetInt64()); }
    }

    // price@quantity price@quantity …
    private string Levels()
    {
        _joined.Clear();
        for (int i = 0; i + 1 < _levels.Count; i += 2)
        {
            if (i > 0) { _joined.Append(' '); }
            _joined.Append(FixedPoint.Format(_levels[i], _instrument?.PriceScale ?? 0)).Append('@').Append(FixedPoint.Format(_levels[i + 1], _instrument?.QuantityScale ?? 0));
        }

        return _joined.ToString();
    }

    private string NameOf(long id) =>
        id == InstrumentId.None.Value ? ""
        : id is >= 0 and <= int.MaxValue && instruments.Contains(new InstrumentId((int)id)) ? instruments.All[(int)id].FullName
        : id.ToString(CultureInfo.InvariantCulture);
}

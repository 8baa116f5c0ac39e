using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary>A record as a line for people: the fields of its JSON form, with the instrument's name, with decimals, and with names in place of codes.</summary>
internal sealed class RecordText(InstrumentTable instruments)
{
    private static readonly HashSet<string> Prices = ["price", "bidPrice", "askPrice", "open", "high", "low", "close", "lastPrice", "trigger", "mark", "index"];
    private static readonly HashSet<string> Quantities =
        ["quantity", "bidQuantity", "askQuantity", "volume", "lastQuantity", "cumulativeQuantity", "leavesQuantity", "position", "displayQuantity"];

    private static readonly HashSet<string> Amounts = ["turnover", "fee", "fees", "cost", "realized", "cash", "equity", "peak", "amount"];
    private static readonly HashSet<string> Times = ["time", "exchangeTime", "openTime", "due"];

    public string Of(in EngineEvent e) => Of(EventJson.ToText(in e), e.Instrument);

    public string Of(in OutRecord record) => Of(EventJson.ToText(in record), record.Instrument);

    private string Of(string json, InstrumentId id)
    {
        Instrument? instrument = id.IsNone ? null : instruments.All[id.Value];
        using JsonDocument document = JsonDocument.Parse(json);
        StringBuilder line = new();
        string kind = document.RootElement.GetProperty("kind").GetString()!;
        foreach (JsonProperty field in document.RootElement.EnumerateObject())
        {
            if (line.Length > 0) { line.Append(' '); }
            switch (field.Name)
            {
                case "sequence": line.Append(CultureInfo.InvariantCulture, $"{field.Value.GetInt64(),10}"); break;
                case "kind": line.Append(CultureInfo.InvariantCulture, $"{kind,-14}"); break;
                case "time": line.Append(Value(kind, field, instrument)); break;
                case "instrument": line.Append(instrument?.FullName ?? "-"); break;
                default: line.Append(field.Name).Append('=').Append(Value(kind, field, instrument)); break;
            }
        }

        return line.ToString();
    }

    private static string Value(string kind, JsonProperty field, Instrument? instrument)
    {
        if (Times.Contains(field.Name)) { return new Timestamp(field.Value.GetInt64()).ToString(); }
        if (Amounts.Contains(field.Name)) { return FixedPoint.Format(field.Value.GetInt64(), Money.Scale); }
        if (instrument is not null && Prices.Contains(field.Name)) { return FixedPoint.Format(field.Value.GetInt64(), instrument.PriceScale); }
        if (instrument is not null && Quantities.Contains(field.Name)) { return FixedPoint.Format(field.Value.GetInt64(), instrument.QuantityScale); }
        string? name = field.Value.ValueKind == JsonValueKind.Number ? RecordCodes.Find(kind, field.Name, field.Value.GetInt64()) : null;
        return name ?? field.Value.ToString();
    }
}

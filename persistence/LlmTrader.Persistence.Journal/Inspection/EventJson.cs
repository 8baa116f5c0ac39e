using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal;

/// <summary>
/// Records as JSON objects under the field names of FORMAT.md: raw integers (the manifest's scales give them meaning),
/// times in nanoseconds, enums as their numbers; only the kind, currencies, hashes and pieces of text (in hex) are text.
/// </summary>
public static class EventJson
{
    /// <summary>Writes one event as an object.</summary>
    public static void Write(Utf8JsonWriter json, in EngineEvent e)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, e.Sequence);
        json.WriteString("kind"u8, NameOf(e.Kind));
        json.WriteNumber("time"u8, e.Time.Nanoseconds);
        json.WriteNumber("exchangeTime"u8, e.ExchangeTime.Nanoseconds);
        json.WriteNumber("instrument"u8, e.Instrument.Value);
        switch (e.Kind)
        {
            case EventKind.Trade: WriteFields(json, in e.Trade); break;
            case EventKind.Quote: WriteFields(json, in e.Quote); break;
            case EventKind.Bar or EventKind.BarPrint: WriteFields(json, in e.Bar); break;
            case EventKind.Timer:
                json.WriteNumber("due"u8, e.Timer.Due.Nanoseconds);
                json.WriteNumber("timerId"u8, e.Timer.Id.Value);
                break;
            case EventKind.Report:
                WriteFields(json, in e.Report);
                json.WriteNumber("source"u8, (byte)e.ReportSource);
                WriteCodes(json, in e.Report);
                break;
            case EventKind.Command: WriteFields(json, in e.Command); break;
            case EventKind.HashCheckpoint:
                json.WriteNumber("upTo"u8, e.Checkpoint.UpTo);
                json.WriteString("hash"u8, e.Checkpoint.Hash.ToString("x16", CultureInfo.InvariantCulture));
                break;
            case EventKind.RiskLimitChange:
                json.WriteNumber("value"u8, e.RiskLimit.Value);
                json.WriteNumber("limitInstrument"u8, e.RiskLimit.Instrument.Value);
                json.WriteNumber("limit"u8, (byte)e.RiskLimit.Limit);
                break;
            case EventKind.TradingStateChange: json.WriteNumber("state"u8, (byte)e.TradingState.State); break;
            case EventKind.Gap: json.WriteNumber("dropped"u8, e.Gap.Dropped); break;
            case EventKind.RuleSetSource: WriteFields(json, in e.RuleSetSource); break;
            case EventKind.RuleSetStage: WriteFields(json, in e.RuleSetStage); break;
            case >= EventKind.RuleSetReady and <= EventKind.RuleSetQuarantine: WriteFields(json, in e.RuleSet); break;
            case EventKind.AdminRequest: WriteFields(json, in e.AdminRequest); break;
            default: MarketEventJson.Write(json, in e); break;
        }

        json.WriteEndObject();
    }

    /// <summary>Writes one derived record as an object.</summary>
    public static void Write(Utf8JsonWriter json, in OutRecord record)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, record.Sequence);
        json.WriteString("kind"u8, NameOf(record.Kind));
        json.WriteNumber("time"u8, record.Time.Nanoseconds);
        json.WriteNumber("instrument"u8, record.Instrument.Value);
        switch (record.Kind)
        {
            case OutKind.Decision: WriteFields(json, in record.Decision); break;
            case OutKind.Order:
                WriteFields(json, in record.Order.Report);
                WriteCodes(json, in record.Order.Report);
                json.WriteNumber("status"u8, (byte)record.Order.Status);
                break;
            case OutKind.Position: WriteFields(json, in record.Position); break;
            case OutKind.Equity: WriteFields(json, in record.Equity); break;
            case OutKind.RuleSet: WriteFields(json, in record.RuleSet); break;
            case OutKind.ShadowDecision: WriteFields(json, in record.Decision); break;
            case OutKind.Verdict: WriteFields(json, in record.Verdict); break;
            case OutKind.CashFlow: MarketEventJson.WriteFields(json, in record.CashFlow); break;
            case OutKind.Unclosed:
                json.WriteNumber("position"u8, record.Unclosed.Position.Raw);
                json.WriteNumber("account"u8, record.Unclosed.Account.Value);
                json.WriteNumber("reason"u8, (byte)record.Unclosed.Reason);
                break;
            default: break;
        }

        json.WriteEndObject();
    }

    /// <summary>One event as a line of text.</summary>
    public static string ToText(in EngineEvent e)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) { Write(json, in e); }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>One derived record as a line of text.</summary>
    public static string ToText(in OutRecord record)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) { Write(json, in record); }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    internal static string NameOf(EventKind kind) => Enum.GetName(kind) ?? "Unknown";

    internal static string NameOf(OutKind kind) => Enum.GetName(kind) ?? "Unknown";

    private static void WriteFields(Utf8JsonWriter json, in TradeTick trade)
    {
        json.WriteNumber("price"u8, trade.Price.Raw);
        json.WriteNumber("quantity"u8, trade.Quantity.Raw);
        json.WriteNumber("tradeId"u8, trade.TradeId);
        json.WriteNumber("aggressor"u8, (byte)trade.Aggressor);
    }

    private static void WriteFields(Utf8JsonWriter json, in QuoteTick quote)
    {
        json.WriteNumber("bidPrice"u8, quote.BidPrice.Raw);
        json.WriteNumber("bidQuantity"u8, quote.BidQuantity.Raw);
        json.WriteNumber("askPrice"u8, quote.AskPrice.Raw);
        json.WriteNumber("askQuantity"u8, quote.AskQuantity.Raw);
    }

    private static void WriteFields(Utf8JsonWriter json, in Bar bar)
    {
        json.WriteNumber("open"u8, bar.Open.Raw);
        json.WriteNumber("high"u8, bar.High.Raw);
        json.WriteNumber("low"u8, bar.Low.Raw);
        json.WriteNumber("close"u8, bar.Close.Raw);
        json.WriteNumber("volume"u8, bar.Volume.Raw);
        json.WriteNumber("turnover"u8, bar.Turnover);
        json.WriteNumber("openTime"u8, bar.OpenTime.Nanoseconds);
        json.WriteNumber("tradeCount"u8, bar.TradeCount);
        json.WriteNumber("spec"u8, bar.Spec.Value);
    }

    private static void WriteFields(Utf8JsonWriter json, in ExecutionReport report)
    {
        json.WriteNumber("orderId"u8, report.OrderId.Raw);
        json.WriteNumber("lastPrice"u8, report.LastPrice.Raw);
        json.WriteNumber("lastQuantity"u8, report.LastQuantity.Raw);
        json.WriteNumber("cumulativeQuantity"u8, report.CumulativeQuantity.Raw);
        json.WriteNumber("leavesQuantity"u8, report.LeavesQuantity.Raw);
        json.WriteNumber("fee"u8, report.FeeRaw);
        json.WriteString("feeCurrency"u8, report.FeeCurrency.ToString());
        json.WriteNumber("account"u8, report.Account.Value);
        json.WriteNumber("strategy"u8, report.Strategy.Value);
    }

    private static void WriteCodes(Utf8JsonWriter json, in ExecutionReport report)
    {
        json.WriteNumber("reportKind"u8, (byte)report.Kind);
        json.WriteNumber("reason"u8, (byte)report.Reason);
        json.WriteNumber("side"u8, (byte)report.Side);
        json.WriteNumber("liquidity"u8, (byte)report.Liquidity);
    }

    private static void WriteFields(Utf8JsonWriter json, in OrderCommand command)
    {
        json.WriteNumber("orderId"u8, command.OrderId.Raw);
        json.WriteNumber("price"u8, command.Price.Raw);
        json.WriteNumber("quantity"u8, command.Quantity.Raw);
        json.WriteNumber("orderInstrument"u8, command.Instrument.Value);
        json.WriteNumber("account"u8, command.Account.Value);
        json.WriteNumber("strategy"u8, command.Strategy.Value);
        json.WriteNumber("action"u8, (byte)command.Action);
        json.WriteNumber("side"u8, (byte)command.Side);
        json.WriteNumber("type"u8, (byte)command.Type);
        json.WriteNumber("timeInForce"u8, (byte)command.TimeInForce);
        json.WriteNumber("verdict"u8, (byte)command.Verdict);
        if (command.IsPlain) { return; }
        json.WriteNumber("flags"u8, (byte)command.Flags);
        json.WriteNumber("contingency"u8, (byte)command.Contingency);
        json.WriteNumber("trigger"u8, command.Trigger.Raw);
        json.WriteNumber("displayQuantity"u8, command.DisplayQuantity.Raw);
        json.WriteNumber("expireSeconds"u8, command.ExpireSeconds);
        json.WriteNumber("group"u8, command.Group);
    }

    private static void WriteFields(Utf8JsonWriter json, in RiskVerdict verdict)
    {
        json.WriteNumber("orderId"u8, verdict.OrderId.Raw);
        json.WriteNumber("observed"u8, verdict.Observed);
        json.WriteNumber("limit"u8, verdict.Limit);
        json.WriteNumber("ruleId"u8, verdict.RuleId);
        json.WriteNumber("account"u8, verdict.Account.Value);
        json.WriteNumber("strategy"u8, verdict.Strategy.Value);
        json.WriteNumber("phase"u8, (byte)verdict.Phase);
        json.WriteNumber("action"u8, (byte)verdict.Action);
        json.WriteNumber("reason"u8, (byte)verdict.Reason);
    }

    private static void WriteFields(Utf8JsonWriter json, in PositionUpdate position)
    {
        json.WriteNumber("position"u8, position.Position.Raw);
        json.WriteNumber("cost"u8, position.CostRaw);
        json.WriteNumber("realized"u8, position.RealizedRaw);
        json.WriteNumber("fees"u8, position.FeesRaw);
        json.WriteNumber("account"u8, position.Account.Value);
    }

    private static void WriteFields(Utf8JsonWriter json, in EquityUpdate equity)
    {
        json.WriteString("currency"u8, equity.Currency.ToString());
        json.WriteNumber("cash"u8, equity.CashRaw);
        json.WriteNumber("equity"u8, equity.EquityRaw);
        json.WriteNumber("peak"u8, equity.PeakRaw);
        json.WriteNumber("account"u8, equity.Account.Value);
    }

    private static void WriteFields(Utf8JsonWriter json, in RuleSetSource source)
    {
        json.WriteNumber("setId"u8, source.SetId);
        json.WriteNumber("offset"u8, source.Offset);
        ReadOnlySpan<byte> text = source.Text;
        json.WriteString("text"u8, Convert.ToHexStringLower(text[..source.Length]));   // A piece may end within a character.
    }

    private static void WriteFields(Utf8JsonWriter json, in AdminRequest request)
    {
        json.WriteNumber("requestId"u8, request.RequestId);
        json.WriteNumber("offset"u8, request.Offset);
        json.WriteNumber("totalLength"u8, request.TotalLength);
        ReadOnlySpan<byte> text = request.Text;
        json.WriteString("text"u8, Convert.ToHexStringLower(text[..request.Length]));
    }

    private static void WriteFields(Utf8JsonWriter json, in RuleSetStage stage)
    {
        json.WriteNumber("setId"u8, stage.SetId);
        json.WriteNumber("length"u8, stage.Length);
        json.WriteNumber("warmUpBars"u8, stage.WarmUpBars);
        json.WriteNumber("slot"u8, stage.Slot.Value);
        json.WriteString("sha256"u8, stage.Hash.ToString());
    }

    private static void WriteFields(Utf8JsonWriter json, in RuleSetChange change)
    {
        json.WriteNumber("setId"u8, change.SetId);
        json.WriteNumber("slot"u8, change.Slot.Value);
        json.WriteNumber("code"u8, (byte)change.Code);
        json.WriteNumber("on"u8, change.On);
    }

    private static void WriteFields(Utf8JsonWriter json, in RuleSetUpdate update)
    {
        json.WriteNumber("setId"u8, update.SetId);
        json.WriteNumber("slot"u8, update.Slot.Value);
        json.WriteNumber("change"u8, (byte)update.Change);
        json.WriteNumber("code"u8, (byte)update.Code);
    }
}

using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Admin.Events;

/// <summary>The fields of events and derived records.</summary>
internal static class EventFields
{
    public static void Write(Utf8JsonWriter json, AdminServices services, in EngineEvent e)
    {
        InstrumentTable instruments = services.Context.Options.Instruments;
        Instrument? of = instruments.Contains(e.Instrument) ? instruments[e.Instrument] : null;
        switch (e.Kind)
        {
            case EventKind.Trade:
                json.WriteString("price", Level(of, e.Trade.Price));
                json.WriteString("quantity", Size(of, e.Trade.Quantity));
                json.WriteString("aggressor", Texts.Name(e.Trade.Aggressor));
                json.WriteNumber("tradeId", e.Trade.TradeId);
                break;
            case EventKind.Quote:
                json.WriteString("bid", Level(of, e.Quote.BidPrice));
                json.WriteString("bidQuantity", Size(of, e.Quote.BidQuantity));
                json.WriteString("ask", Level(of, e.Quote.AskPrice));
                json.WriteString("askQuantity", Size(of, e.Quote.AskQuantity));
                break;
            case EventKind.Bar or EventKind.BarPrint: WriteBar(json, services, of, in e.Bar); break;
            case EventKind.Book: WriteBook(json, of, in e.Book); break;
            case EventKind.Timer: json.WriteNumber("timerId", e.Timer.Id.Value); break;
            case EventKind.Report: WriteReport(json, services, of, in e.Report); break;
            case EventKind.Command: WriteCommand(json, services, of, in e.Command); break;
            case EventKind.HashCheckpoint:
                json.WriteNumber("upTo", e.Checkpoint.UpTo);
                json.WriteString("hash", e.Checkpoint.Hash.ToString("x16", CultureInfo.InvariantCulture));
                break;
            case EventKind.RiskLimitChange:
                json.WriteString("limit", Texts.Name(e.RiskLimit.Limit));
                json.WriteNumber("valueRaw", e.RiskLimit.Value);
                json.WriteString("limitOf", services.SymbolOf(e.RiskLimit.Instrument) ?? "all");
                break;
            case EventKind.RiskRuleChange:
                json.WriteNumber("rule", e.RiskRule.RuleId);
                json.WriteNumber("limitRaw", e.RiskRule.Limit);
                json.WriteBoolean("on", e.RiskRule.On != 0);
                break;
            case EventKind.TradingStateChange: json.WriteString("state", Texts.Name(e.TradingState.State)); break;
            case EventKind.StrategyStateChange:
                json.WriteNumber("strategy", e.StrategyState.Strategy.Value);
                json.WriteString("state", Texts.Name(e.StrategyState.State));
                break;
            case EventKind.CancelAll:
                json.WriteString("ordersOf", services.SymbolOf(e.CancelAll.Instrument) ?? "all");
                json.WriteString("strategy", e.CancelAll.OfStrategy == 0 ? "all" : Texts.Strategy(e.CancelAll.Strategy));
                break;
            case EventKind.CapitalShare:
                json.WriteNumber("slot", e.CapitalShare.Slot.Value);
                json.WriteString("share", Texts.Share(e.CapitalShare.Share));
                break;
            case EventKind.Gap: json.WriteNumber("dropped", e.Gap.Dropped); break;
            case EventKind.RuleSetStage:
                json.WriteNumber("slot", e.RuleSetStage.Slot.Value);
                json.WriteNumber("setId", e.RuleSetStage.SetId);
                json.WriteString("sha256", e.RuleSetStage.Hash.ToString());
                break;
            case EventKind.RuleSetReady or EventKind.RuleSetActivate or EventKind.RuleSetRollback or EventKind.RuleSetShadow or EventKind.RuleSetQuarantine:
                json.WriteNumber("slot", e.RuleSet.Slot.Value);
                json.WriteNumber("setId", e.RuleSet.SetId);
                json.WriteString("code", Texts.Name(e.RuleSet.Code));
                break;
            case EventKind.CashFlow: WriteFlow(json, services, in e.CashFlow); break;
            case EventKind.Funding:
                json.WriteString("rate", FixedPoint.Format(e.Funding.RateRaw, FundingPayment.RateScale));
                json.WriteString("mark", Level(of, e.Funding.Mark));
                break;
            case EventKind.MarkPrice: json.WriteString("mark", Level(of, e.MarkPrice.Mark)); break;
            case EventKind.InstrumentStatus: json.WriteString("status", Texts.Name(e.InstrumentStatus.Status)); break;
            case EventKind.Kill: json.WriteBoolean("flatten", e.Kill.Flatten != 0); break;
            case EventKind.EpochStart:
                json.WriteNumber("epoch", e.EpochStart.Epoch);
                json.WriteString("reason", Texts.Name(e.EpochStart.Reason));
                break;
            case EventKind.AdminRequest: json.WriteNumber("requestId", e.AdminRequest.RequestId); break;
            default: break;   // What is left has no fields that people read.
        }
    }

    public static void Write(Utf8JsonWriter json, AdminServices services, in OutRecord record)
    {
        InstrumentTable instruments = services.Context.Options.Instruments;
        Instrument? of = instruments.Contains(record.Instrument) ? instruments[record.Instrument] : null;
        switch (record.Kind)
        {
            case OutKind.Decision or OutKind.ShadowDecision:
                WriteCommand(json, services, of, in record.Decision);
                json.WriteString("verdict", Texts.Name(record.Decision.Verdict));
                break;
            case OutKind.Order:
                WriteReport(json, services, of, in record.Order.Report);
                json.WriteString("status", Texts.Name(record.Order.Status));
                break;
            case OutKind.Position:
                json.WriteString("account", services.NameOf(record.Position.Account));
                json.WriteString("position", Size(of, record.Position.Position));
                json.WriteString("cost", Texts.Money(record.Position.CostRaw));
                json.WriteString("realized", Texts.Money(record.Position.RealizedRaw));
                json.WriteString("fees", Texts.Money(record.Position.FeesRaw));
                break;
            case OutKind.Equity:
                json.WriteString("account", services.NameOf(record.Equity.Account));
                json.WriteString("currency", record.Equity.Currency.ToString());
                json.WriteString("cash", Texts.Money(record.Equity.CashRaw));
                json.WriteString("equity", Texts.Money(record.Equity.EquityRaw));
                json.WriteString("peak", Texts.Money(record.Equity.PeakRaw));
                break;
            case OutKind.RuleSet:
                json.WriteNumber("slot", record.RuleSet.Slot.Value);
                json.WriteNumber("setId", record.RuleSet.SetId);
                json.WriteString("change", Texts.Name(record.RuleSet.Change));
                json.WriteString("outcome", record.RuleSet.Code == RuleSetCode.None ? "done" : Texts.Name(record.RuleSet.Code));
                break;
            case OutKind.Verdict:
                json.WriteNumber("rule", record.Verdict.RuleId);
                json.WriteString("phase", Texts.Name(record.Verdict.Phase));
                json.WriteString("action", Texts.Name(record.Verdict.Action));
                json.WriteString("reason", Texts.Name(record.Verdict.Reason));
                json.WriteNumber("observedRaw", record.Verdict.Observed);
                json.WriteNumber("limitRaw", record.Verdict.Limit);
                if (!record.Verdict.OrderId.IsNone) { json.WriteString("orderId", record.Verdict.OrderId.ToString()); }
                break;
            case OutKind.CashFlow: WriteFlow(json, services, in record.CashFlow); break;
            default:
                json.WriteString("account", services.NameOf(record.Unclosed.Account));
                json.WriteString("position", Size(of, record.Unclosed.Position));
                json.WriteString("reason", Texts.Name(record.Unclosed.Reason));
                break;
        }
    }

    private static void WriteBar(Utf8JsonWriter json, AdminServices services, Instrument? of, in Bar bar)
    {
        IReadOnlyList<BarSpec> specs = services.Context.Options.Bars.Specs;
        if (bar.Spec.Value < specs.Count) { json.WriteString("spec", specs[bar.Spec.Value].ToString()); }
        json.WriteString("openTime", bar.OpenTime.ToString());
        json.WriteString("open", Level(of, bar.Open));
        json.WriteString("high", Level(of, bar.High));
        json.WriteString("low", Level(of, bar.Low));
        json.WriteString("close", Level(of, bar.Close));
        json.WriteString("volume", Size(of, bar.Volume));
    }

    private static void WriteBook(Utf8JsonWriter json, Instrument? of, in BookUpdate book)
    {
        json.WriteNumber("updateId", book.UpdateId);
        json.WriteBoolean("snapshot", (book.Flags & BookFlags.Snapshot) != 0);
        json.WriteBoolean("last", (book.Flags & BookFlags.Last) != 0);
        json.WriteStartArray("levels");
        for (int i = 0; i < book.Count; i++)
        {
            json.WriteStartArray();
            json.WriteStringValue(Texts.Name(book.SideOf(i)));
            json.WriteStringValue(Level(of, book.Levels[i].Price));
            json.WriteStringValue(Size(of, book.Levels[i].Quantity));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteCommand(Utf8JsonWriter json, AdminServices services, Instrument? of, in OrderCommand command)
    {
        json.WriteString("action", Texts.Name(command.Action));
        json.WriteString("orderId", command.OrderId.ToString());
        json.WriteString("strategy", Texts.Strategy(command.Strategy));
        if (command.Account.Value < services.Context.Options.Accounts.Count) { json.WriteString("account", services.NameOf(command.Account)); }
        json.WriteString("side", Texts.Name(command.Side));
        if (command.Action == CommandAction.New) { json.WriteString("type", Texts.Name(command.Type)); }
        json.WriteString("quantity", Size(of, command.Quantity));
        if (command.HasLimit) { json.WriteString("price", Level(of, command.Price)); }
        if (command.Trigger.Raw != 0) { json.WriteString("trigger", Level(of, command.Trigger)); }
    }

    private static void WriteReport(Utf8JsonWriter json, AdminServices services, Instrument? of, in ExecutionReport report)
    {
        json.WriteString("orderId", report.OrderId.ToString());
        json.WriteString("report", Texts.Name(report.Kind));
        json.WriteString("strategy", Texts.Strategy(report.Strategy));
        if (report.Account.Value < services.Context.Options.Accounts.Count) { json.WriteString("account", services.NameOf(report.Account)); }
        json.WriteString("side", Texts.Name(report.Side));
        if (report.Reason != RejectReason.None) { json.WriteString("reason", Texts.Name(report.Reason)); }
        if (!report.LastQuantity.IsZero)
        {
            json.WriteString("price", Level(of, report.LastPrice));
            json.WriteString("quantity", Size(of, report.LastQuantity));
        }

        json.WriteString("filled", Size(of, report.CumulativeQuantity));
        json.WriteString("leaves", Size(of, report.LeavesQuantity));
        if (report.FeeRaw == 0) { return; }
        json.WriteString("fee", Texts.Money(report.FeeRaw));
        json.WriteString("feeCurrency", report.FeeCurrency.ToString());
    }

    private static void WriteFlow(Utf8JsonWriter json, AdminServices services, in CashFlow flow)
    {
        json.WriteString("flow", Texts.Name(flow.Kind));
        json.WriteString("account", services.NameOf(flow.Account));
        json.WriteString("amount", Texts.Money(flow.AmountRaw));
        json.WriteString("currency", flow.Currency.ToString());
    }

    private static string Level(Instrument? of, Price price) => of is null ? price.Raw.ToString(CultureInfo.InvariantCulture) : Texts.Price(of, price);

    private static string Size(Instrument? of, Quantity quantity) => of is null ? quantity.Raw.ToString(CultureInfo.InvariantCulture) : Texts.Quantity(of, quantity);
}

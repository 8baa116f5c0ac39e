using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal;

/// <summary>As <see cref="EventJson"/>, for books, accounts, derivatives and risk.</summary>
internal static class MarketEventJson
{
    public static void Write(Utf8JsonWriter json, in EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Book: WriteFields(json, in e.Book); break;
            case EventKind.BookOrder:
                json.WriteNumber("venueOrderId"u8, e.BookOrder.VenueOrderId);
                json.WriteNumber("price"u8, e.BookOrder.Price.Raw);
                json.WriteNumber("quantity"u8, e.BookOrder.Quantity.Raw);
                json.WriteNumber("side"u8, (byte)e.BookOrder.Side);
                json.WriteNumber("bookAction"u8, (byte)e.BookOrder.Action);
                json.WriteNumber("bookFlags"u8, (byte)e.BookOrder.Flags);
                break;
            case EventKind.CashFlow: WriteFields(json, in e.CashFlow); break;
            case EventKind.Funding:
                json.WriteNumber("rate"u8, e.Funding.RateRaw);
                json.WriteNumber("mark"u8, e.Funding.Mark.Raw);
                break;
            case EventKind.MarkPrice:
                json.WriteNumber("mark"u8, e.MarkPrice.Mark.Raw);
                json.WriteNumber("index"u8, e.MarkPrice.Index.Raw);
                break;
            case EventKind.InstrumentStatus: json.WriteNumber("instrumentStatus"u8, (byte)e.InstrumentStatus.Status); break;
            case EventKind.Kill or EventKind.KillReset: json.WriteNumber("flatten"u8, e.Kill.Flatten); break;
            case EventKind.RiskRuleChange:
                json.WriteNumber("limit"u8, e.RiskRule.Limit);
                json.WriteNumber("ruleId"u8, e.RiskRule.RuleId);
                json.WriteNumber("on"u8, e.RiskRule.On);
                break;
            case EventKind.EpochStart:
                json.WriteNumber("epoch"u8, e.EpochStart.Epoch);
                json.WriteNumber("epochReason"u8, (byte)e.EpochStart.Reason);
                break;
            case EventKind.StrategyStateChange:
                json.WriteNumber("strategy"u8, e.StrategyState.Strategy.Value);
                json.WriteNumber("state"u8, (byte)e.StrategyState.State);
                break;
            case EventKind.CancelAll:
                json.WriteNumber("orderInstrument"u8, e.CancelAll.Instrument.Value);
                json.WriteNumber("strategy"u8, e.CancelAll.Strategy.Value);
                json.WriteNumber("ofStrategy"u8, e.CancelAll.OfStrategy);
                break;
            case EventKind.CapitalShare:
                json.WriteNumber("slot"u8, e.CapitalShare.Slot.Value);
                json.WriteNumber("share"u8, e.CapitalShare.Share);
                break;
            default: break;
        }
    }

    public static void WriteFields(Utf8JsonWriter json, in CashFlow flow)
    {
        json.WriteNumber("amount"u8, flow.AmountRaw);
        json.WriteString("currency"u8, flow.Currency.ToString());
        json.WriteNumber("account"u8, flow.Account.Value);
        json.WriteNumber("cashFlowKind"u8, (byte)flow.Kind);
    }

    private static void WriteFields(Utf8JsonWriter json, in BookUpdate book)
    {
        json.WriteNumber("updateId"u8, book.UpdateId);
        json.WriteNumber("count"u8, book.Count);
        json.WriteNumber("askLevels"u8, book.AskLevels);
        json.WriteNumber("bookFlags"u8, (byte)book.Flags);
        json.WriteStartArray("levels"u8);   // Price and quantity, one after the other, as in the record.
        for (int i = 0; i < book.Count; i++)
        {
            json.WriteNumberValue(book.Levels[i].Price.Raw);
            json.WriteNumberValue(book.Levels[i].Quantity.Raw);
        }

        json.WriteEndArray();
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>Rows that are best bid and ask. A side that is empty, or price 0 with size 0, is missing; both missing is a zero row.</summary>
internal sealed class QuoteParser(CsvLayout layout, ImportOptions options, ColumnMap columns, TimeZoneInfo zone, RowHistory history)
    : RowParser(layout, options, columns, zone, history)
{
    public override ImportFault CheckSequence(in EngineEvent next, ImportCounts counts) => ImportFault.None;   // Quotes carry no id.

    public override void Accept(in EngineEvent next, ImportCounts counts)
    {
        base.Accept(next, counts);
        bool twoSided = next.Quote.BidQuantity.Raw > 0 && next.Quote.AskQuantity.Raw > 0;
        if (twoSided && next.Quote.BidPrice >= next.Quote.AskPrice) { counts.CrossedQuotes++; }
    }

    protected override bool TryPayload(CsvRow row, Timestamp time, ref EngineEvent next)
    {
        if (!TrySide(row, Columns.BidPrice, Columns.BidQuantity, out Price bid, out Quantity bidQuantity)
            || !TrySide(row, Columns.AskPrice, Columns.AskQuantity, out Price ask, out Quantity askQuantity))
        {
            return false;
        }

        IsZeroRow = bidQuantity.IsZero && askQuantity.IsZero;
        next.Kind = EventKind.Quote;
        next.ExchangeTime = time;
        next.Quote = new QuoteTick { BidPrice = bid, BidQuantity = bidQuantity, AskPrice = ask, AskQuantity = askQuantity };
        return true;
    }

    private bool TrySide(CsvRow row, int priceColumn, int quantityColumn, out Price price, out Quantity quantity)
    {
        (price, quantity) = (default, default);
        if (row[priceColumn].IsEmpty && row[quantityColumn].IsEmpty) { return true; }
        if (!TryDecimal(row, priceColumn, PriceScale, out long rawPrice) || !TryDecimal(row, quantityColumn, QuantityScale, out long rawQuantity)) { return false; }
        if ((rawPrice == 0) != (rawQuantity == 0)) { return Fail(ImportFault.NotPositive, rawPrice == 0 ? priceColumn : quantityColumn); }
        (price, quantity) = (new Price(rawPrice), new Quantity(rawQuantity));
        return true;
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>Rows that are trades.</summary>
internal sealed class TradeParser(CsvLayout layout, ImportOptions options, ColumnMap columns, TimeZoneInfo zone, RowHistory history)
    : RowParser(layout, options, columns, zone, history)
{
    private readonly TradeIdWindow? _ids = columns.TradeId >= 0 ? history.TradeIds : null;

    public override ImportFault CheckSequence(in EngineEvent next, ImportCounts counts) =>
        TryTakeId(next.Trade.TradeId, counts) || Fail(ImportFault.Duplicate, Columns.TradeId) ? ImportFault.None : Fault;

    /// <summary>A zero row uses up its id, or the next trade would look like a gap.</summary>
    public void PassZeroRow(in EngineEvent next, ImportCounts counts) => TryTakeId(next.Trade.TradeId, counts);

    protected override bool TryPayload(CsvRow row, Timestamp time, ref EngineEvent next)
    {
        long id = 0;
        var aggressor = Side.None;
        if (!TryDecimal(row, Columns.Price, PriceScale, out long price) || !TryDecimal(row, Columns.Quantity, QuantityScale, out long quantity)) { return false; }
        if (Columns.TradeId >= 0 && (DecimalText.TryParse(row[Columns.TradeId], 0, out id) != FixedPointError.None || id < 0))
        {
            return Fail(ImportFault.TradeId, Columns.TradeId);
        }

        IsZeroRow = (price | quantity) == 0;
        if (!IsZeroRow && price == 0) { return Fail(ImportFault.NotPositive, Columns.Price); }
        if (!IsZeroRow && quantity == 0) { return Fail(ImportFault.NotPositive, Columns.Quantity); }
        if (Columns.Side >= 0 && !SideText.TryParse(row[Columns.Side], Layout.SideConvention, out aggressor)) { return Fail(ImportFault.Side, Columns.Side); }

        next.Kind = EventKind.Trade;
        next.ExchangeTime = time;
        next.Trade = new TradeTick { Price = new Price(price), Quantity = new Quantity(quantity), TradeId = id, Aggressor = aggressor };
        return true;
    }

    private bool TryTakeId(long id, ImportCounts counts)
    {
        if (_ids is null) { return true; }
        if (!_ids.TryAdd(id, out bool jumped)) { return false; }
        if (jumped) { counts.TradeIdGaps++; }
        return true;
    }
}

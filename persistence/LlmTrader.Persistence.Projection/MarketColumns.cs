using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>The columns of trades, quotes and bars.</summary>
internal static class MarketColumns
{
    private static readonly ProjectionColumn TradeId = CommonColumns.Whole("trade_id");
    private static readonly (ProjectionColumn, ProjectionColumn) Price = CommonColumns.Fraction("price");
    private static readonly (ProjectionColumn, ProjectionColumn) Quantity = CommonColumns.Fraction("quantity");
    private static readonly (ProjectionColumn, ProjectionColumn) BidPrice = CommonColumns.Fraction("bid_price");
    private static readonly (ProjectionColumn, ProjectionColumn) BidQuantity = CommonColumns.Fraction("bid_quantity");
    private static readonly (ProjectionColumn, ProjectionColumn) AskPrice = CommonColumns.Fraction("ask_price");
    private static readonly (ProjectionColumn, ProjectionColumn) AskQuantity = CommonColumns.Fraction("ask_quantity");
    private static readonly ProjectionColumn Spec = CommonColumns.Symbol("spec");
    private static readonly (ProjectionColumn, ProjectionColumn) Open = CommonColumns.Fraction("open");
    private static readonly (ProjectionColumn, ProjectionColumn) High = CommonColumns.Fraction("high");
    private static readonly (ProjectionColumn, ProjectionColumn) Low = CommonColumns.Fraction("low");
    private static readonly (ProjectionColumn, ProjectionColumn) Close = CommonColumns.Fraction("close");
    private static readonly (ProjectionColumn, ProjectionColumn) Volume = CommonColumns.Fraction("volume");
    private static readonly (ProjectionColumn, ProjectionColumn) Turnover = CommonColumns.Fraction("turnover");
    private static readonly ProjectionColumn OpenNs = CommonColumns.Whole("open_ns");
    private static readonly ProjectionColumn TradeCount = CommonColumns.Whole("trade_count");

    public static void WriteTrade<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        Instrument? instrument = names.Instrument(row.Instrument);
        CommonColumns.WriteSymbols(in row, names, ref writer);
        writer.WriteSymbol(CommonColumns.Side, row.Trade.Aggressor == Side.None ? null : EnumSymbols<Side>.Of((byte)row.Trade.Aggressor));
        CommonColumns.WriteKey(in row, ref writer);
        writer.WriteWhole(CommonColumns.ExchangeNs, row.ExchangeTime.Nanoseconds);
        CommonColumns.Write(Price, row.Trade.Price.Raw, instrument?.PriceScale, ref writer);
        CommonColumns.Write(Quantity, row.Trade.Quantity.Raw, instrument?.QuantityScale, ref writer);
        CommonColumns.WriteScales(instrument, ref writer);
        writer.WriteWhole(TradeId, row.Trade.TradeId == 0 ? null : row.Trade.TradeId);
    }

    // A missing side of the book has no price, rather than the price 0.
    public static void WriteQuote<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        Instrument? instrument = names.Instrument(row.Instrument);
        bool hasBid = row.Quote.BidPrice.Raw != 0 || !row.Quote.BidQuantity.IsZero;
        bool hasAsk = row.Quote.AskPrice.Raw != 0 || !row.Quote.AskQuantity.IsZero;
        CommonColumns.WriteSymbols(in row, names, ref writer);
        CommonColumns.WriteKey(in row, ref writer);
        writer.WriteWhole(CommonColumns.ExchangeNs, row.ExchangeTime.Nanoseconds);
        CommonColumns.Write(BidPrice, hasBid ? row.Quote.BidPrice.Raw : null, instrument?.PriceScale, ref writer);
        CommonColumns.Write(BidQuantity, hasBid ? row.Quote.BidQuantity.Raw : null, instrument?.QuantityScale, ref writer);
        CommonColumns.Write(AskPrice, hasAsk ? row.Quote.AskPrice.Raw : null, instrument?.PriceScale, ref writer);
        CommonColumns.Write(AskQuantity, hasAsk ? row.Quote.AskQuantity.Raw : null, instrument?.QuantityScale, ref writer);
        CommonColumns.WriteScales(instrument, ref writer);
    }

    public static void WriteBar<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        Instrument? instrument = names.Instrument(row.Instrument);
        CommonColumns.WriteSymbols(in row, names, ref writer);
        writer.WriteSymbol(Spec, names.BarSpec(row.Bar.Spec));
        CommonColumns.WriteKey(in row, ref writer);
        writer.WriteWhole(CommonColumns.ExchangeNs, row.ExchangeTime.Nanoseconds);
        writer.WriteWhole(OpenNs, row.Bar.OpenTime.Nanoseconds);
        CommonColumns.Write(Open, row.Bar.Open.Raw, instrument?.PriceScale, ref writer);
        CommonColumns.Write(High, row.Bar.High.Raw, instrument?.PriceScale, ref writer);
        CommonColumns.Write(Low, row.Bar.Low.Raw, instrument?.PriceScale, ref writer);
        CommonColumns.Write(Close, row.Bar.Close.Raw, instrument?.PriceScale, ref writer);
        CommonColumns.Write(Volume, row.Bar.Volume.Raw, instrument?.QuantityScale, ref writer);
        CommonColumns.Write(Turnover, row.Bar.Turnover, Money.Scale, ref writer);
        CommonColumns.WriteScales(instrument, ref writer);
        writer.WriteWhole(TradeCount, row.Bar.TradeCount);
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>The columns of orders, fills and latencies: what a report says.</summary>
internal static class ReportColumns
{
    private static readonly ProjectionColumn Status = CommonColumns.Symbol("status");
    private static readonly ProjectionColumn Report = CommonColumns.Symbol("report");
    private static readonly ProjectionColumn Liquidity = CommonColumns.Symbol("liquidity");
    private static readonly ProjectionColumn FeeCurrency = CommonColumns.Symbol("fee_currency");
    private static readonly ProjectionColumn Source = CommonColumns.Symbol("source");
    private static readonly (ProjectionColumn, ProjectionColumn) LastPrice = CommonColumns.Fraction("last_price");
    private static readonly (ProjectionColumn, ProjectionColumn) LastQuantity = CommonColumns.Fraction("last_quantity");
    private static readonly (ProjectionColumn, ProjectionColumn) Cumulative = CommonColumns.Fraction("cumulative_quantity");
    private static readonly (ProjectionColumn, ProjectionColumn) Leaves = CommonColumns.Fraction("leaves_quantity");
    private static readonly (ProjectionColumn, ProjectionColumn) Price = CommonColumns.Fraction("price");
    private static readonly (ProjectionColumn, ProjectionColumn) Quantity = CommonColumns.Fraction("quantity");
    private static readonly (ProjectionColumn, ProjectionColumn) Fee = CommonColumns.Fraction("fee");
    private static readonly ProjectionColumn Nanoseconds = CommonColumns.Whole("latency_ns");

    public static void WriteOrder<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        Instrument? instrument = names.Instrument(row.Instrument);
        bool hasLast = row.Report.Kind is ReportKind.Fill or ReportKind.Replaced;
        CommonColumns.WriteSymbols(in row, names, ref writer);
        writer.WriteSymbol(CommonColumns.Side, EnumSymbols<Side>.Of((byte)row.Report.Side));
        writer.WriteSymbol(Status, EnumSymbols<OrderStatus>.Of((byte)row.Status));
        writer.WriteSymbol(Report, EnumSymbols<ReportKind>.Of((byte)row.Report.Kind));
        writer.WriteSymbol(CommonColumns.Reason, EnumSymbols<RejectReason>.Of((byte)row.Report.Reason));
        CommonColumns.WriteKey(in row, ref writer);
        WriteWho(in row, ref writer);
        CommonColumns.Write(LastPrice, hasLast ? row.Report.LastPrice.Raw : null, instrument?.PriceScale, ref writer);
        CommonColumns.Write(LastQuantity, hasLast ? row.Report.LastQuantity.Raw : null, instrument?.QuantityScale, ref writer);
        CommonColumns.Write(Cumulative, row.Report.CumulativeQuantity.Raw, instrument?.QuantityScale, ref writer);
        CommonColumns.Write(Leaves, row.Report.LeavesQuantity.Raw, instrument?.QuantityScale, ref writer);
        CommonColumns.WriteScales(instrument, ref writer);
    }

    public static void WriteFill<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        Instrument? instrument = names.Instrument(row.Instrument);
        CommonColumns.WriteSymbols(in row, names, ref writer);
        writer.WriteSymbol(CommonColumns.Side, EnumSymbols<Side>.Of((byte)row.Report.Side));
        writer.WriteSymbol(Liquidity, EnumSymbols<Liquidity>.Of((byte)row.Report.Liquidity));
        writer.WriteSymbol(FeeCurrency, names.Currency(row.Report.FeeCurrency));
        CommonColumns.WriteKey(in row, ref writer);
        writer.WriteWhole(CommonColumns.ExchangeNs, row.ExchangeTime.Nanoseconds);
        WriteWho(in row, ref writer);
        CommonColumns.Write(Price, row.Report.LastPrice.Raw, instrument?.PriceScale, ref writer);
        CommonColumns.Write(Quantity, row.Report.LastQuantity.Raw, instrument?.QuantityScale, ref writer);
        CommonColumns.Write(Cumulative, row.Report.CumulativeQuantity.Raw, instrument?.QuantityScale, ref writer);
        CommonColumns.Write(Leaves, row.Report.LeavesQuantity.Raw, instrument?.QuantityScale, ref writer);
        CommonColumns.Write(Fee, row.Report.FeeRaw, Money.Scale, ref writer);
        CommonColumns.WriteScales(instrument, ref writer);
    }

    public static void WriteLatency<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        CommonColumns.WriteSymbols(in row, names, ref writer);
        writer.WriteSymbol(Source, EnumSymbols<ReportSource>.Of((byte)row.ReportSource));
        writer.WriteSymbol(Report, EnumSymbols<ReportKind>.Of((byte)row.Report.Kind));
        CommonColumns.WriteKey(in row, ref writer);
        writer.WriteWhole(CommonColumns.ExchangeNs, row.ExchangeTime.Nanoseconds);
        writer.WriteWhole(CommonColumns.OrderId, row.Report.OrderId.Raw);
        writer.WriteWhole(Nanoseconds, (row.Time - row.ExchangeTime).Nanoseconds);
    }

    private static void WriteWho<TWriter>(in ProjectionRow row, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        writer.WriteWhole(CommonColumns.OrderId, row.Report.OrderId.Raw);
        writer.WriteWhole(CommonColumns.Account, row.Report.Account.Value);
        writer.WriteWhole(CommonColumns.Strategy, row.Report.Strategy.Value);
    }
}

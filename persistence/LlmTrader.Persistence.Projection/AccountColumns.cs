using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>The columns of positions and equity.</summary>
internal static class AccountColumns
{
    private static readonly ProjectionColumn CurrencyCode = CommonColumns.Symbol("currency");
    private static readonly (ProjectionColumn, ProjectionColumn) Position = CommonColumns.Fraction("position");
    private static readonly (ProjectionColumn, ProjectionColumn) Cost = CommonColumns.Fraction("cost");
    private static readonly (ProjectionColumn, ProjectionColumn) Realized = CommonColumns.Fraction("realized");
    private static readonly (ProjectionColumn, ProjectionColumn) Fees = CommonColumns.Fraction("fees");
    private static readonly (ProjectionColumn, ProjectionColumn) Cash = CommonColumns.Fraction("cash");
    private static readonly (ProjectionColumn, ProjectionColumn) Equity = CommonColumns.Fraction("equity");
    private static readonly (ProjectionColumn, ProjectionColumn) Peak = CommonColumns.Fraction("peak");

    public static void WritePosition<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        Instrument? instrument = names.Instrument(row.Instrument);
        CommonColumns.WriteSymbols(in row, names, ref writer);
        writer.WriteSymbol(CurrencyCode, instrument is null ? null : names.Currency(instrument.Quote));
        CommonColumns.WriteKey(in row, ref writer);
        writer.WriteWhole(CommonColumns.Account, row.Position.Account.Value);
        CommonColumns.Write(Position, row.Position.Position.Raw, instrument?.QuantityScale, ref writer);
        CommonColumns.Write(Cost, row.Position.CostRaw, Money.Scale, ref writer);
        CommonColumns.Write(Realized, row.Position.RealizedRaw, Money.Scale, ref writer);
        CommonColumns.Write(Fees, row.Position.FeesRaw, Money.Scale, ref writer);
        writer.WriteWhole(CommonColumns.QuantityScale, instrument?.QuantityScale);
    }

    public static void WriteEquity<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        CommonColumns.WriteSymbols(in row, names, ref writer);
        writer.WriteSymbol(CurrencyCode, names.Currency(row.Equity.Currency));
        CommonColumns.WriteKey(in row, ref writer);
        writer.WriteWhole(CommonColumns.Account, row.Equity.Account.Value);
        CommonColumns.Write(Cash, row.Equity.CashRaw, Money.Scale, ref writer);
        CommonColumns.Write(Equity, row.Equity.EquityRaw, Money.Scale, ref writer);
        CommonColumns.Write(Peak, row.Equity.PeakRaw, Money.Scale, ref writer);
    }
}

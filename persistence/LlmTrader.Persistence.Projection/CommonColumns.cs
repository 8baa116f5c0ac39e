using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>What several tables have.</summary>
internal static class CommonColumns
{
    public static readonly ProjectionColumn Side = Symbol("side");
    public static readonly ProjectionColumn Reason = Symbol("reason");
    public static readonly ProjectionColumn OrderId = Whole("order_id");
    public static readonly ProjectionColumn Account = Whole("account");
    public static readonly ProjectionColumn Strategy = Whole("strategy");
    public static readonly ProjectionColumn ExchangeNs = Whole("exchange_ns");
    public static readonly ProjectionColumn PriceScale = Whole("price_scale");
    public static readonly ProjectionColumn QuantityScale = Whole("quantity_scale");

    private static readonly ProjectionColumn Journal = Symbol("journal");
    private static readonly ProjectionColumn InstrumentSymbol = Symbol("symbol");
    private static readonly ProjectionColumn Venue = Symbol("venue");
    private static readonly ProjectionColumn Sequence = Whole("sequence");
    private static readonly ProjectionColumn Row = Whole("row");
    private static readonly ProjectionColumn TsNs = Whole("ts_ns");

    public static ProjectionColumn Symbol(string name) => new(name, ProjectionColumnType.Symbol);

    public static ProjectionColumn Whole(string name) => new(name, ProjectionColumnType.Whole);

    /// <summary>A number with its raw integer beside it.</summary>
    public static (ProjectionColumn Value, ProjectionColumn Raw) Fraction(string name) => (new(name, ProjectionColumnType.Fraction), Whole(name + "_raw"));

    public static void WriteSymbols<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        writer.WriteSymbol(Journal, names.Journal);
        writer.WriteSymbol(InstrumentSymbol, names.Symbol(row.Instrument));
        writer.WriteSymbol(Venue, names.Venue(row.Instrument));
    }

    public static void WriteKey<TWriter>(in ProjectionRow row, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        writer.WriteWhole(Sequence, row.Sequence);
        writer.WriteWhole(Row, row.Row);
        writer.WriteWhole(TsNs, row.Time.Nanoseconds);
    }

    public static void WriteScales<TWriter>(Instrument? instrument, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        writer.WriteWhole(PriceScale, instrument?.PriceScale);
        writer.WriteWhole(QuantityScale, instrument?.QuantityScale);
    }

    /// <summary>A number whose scale is not known (no such instrument) has only its raw integer.</summary>
    public static void Write<TWriter>((ProjectionColumn Value, ProjectionColumn Raw) column, long? raw, int? scale, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        writer.WriteFraction(column.Value, scale is null ? null : raw, scale ?? 0);
        writer.WriteWhole(column.Raw, raw);
    }
}

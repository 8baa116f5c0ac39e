using System.Text;

namespace LlmTrader.Feeds.Import;

/// <summary>A layout's columns as places in this file's rows; −1 is not mapped.</summary>
internal sealed class ColumnMap
{
    private readonly CsvLayout _layout;
    private readonly string _path;
    private readonly long _line;
    private readonly string[]? _header;

    /// <summary>Throws <see cref="ImportException"/> that names the column when the header lacks it or has it twice.</summary>
    public ColumnMap(CsvLayout layout, string path, long line, string[]? header)
    {
        (_layout, _path, _line, _header) = (layout, path, line, header);
        Time = Find(layout.Time);
        ReceiveTime = Find(layout.ReceiveTime);
        Symbol = Find(layout.Symbol);
        Price = Find(layout.Price);
        Quantity = Find(layout.Quantity);
        TradeId = Find(layout.TradeId);
        Side = Find(layout.Side);
        BidPrice = Find(layout.BidPrice);
        BidQuantity = Find(layout.BidQuantity);
        AskPrice = Find(layout.AskPrice);
        AskQuantity = Find(layout.AskQuantity);
        Open = Find(layout.Open);
        High = Find(layout.High);
        Low = Find(layout.Low);
        Close = Find(layout.Close);
        Volume = Find(layout.Volume);
        Turnover = Find(layout.Turnover);
        TradeCount = Find(layout.TradeCount);
        CloseTime = Find(layout.CloseTime);
        Filter = layout.SkipWhere is { } filter ? Find(filter.Column) : -1;
        FilterValue = layout.SkipWhere is { } skip ? Encoding.UTF8.GetBytes(skip.Value) : [];
        FieldCount = layout.FieldCount > 0 ? layout.FieldCount : header?.Length ?? 0;
    }

    public int Time { get; }

    public int ReceiveTime { get; }

    public int Symbol { get; }

    public int Price { get; }

    public int Quantity { get; }

    public int TradeId { get; }

    public int Side { get; }

    public int BidPrice { get; }

    public int BidQuantity { get; }

    public int AskPrice { get; }

    public int AskQuantity { get; }

    public int Open { get; }

    public int High { get; }

    public int Low { get; }

    public int Close { get; }

    public int Volume { get; }

    public int Turnover { get; }

    public int TradeCount { get; }

    public int CloseTime { get; }

    public int Filter { get; }

    public byte[] FilterValue { get; }

    /// <summary>Fields that each row must have; 0: as the first row has.</summary>
    public int FieldCount { get; set; }

    /// <summary>The highest place in use, plus one.</summary>
    public int NeededFields { get; private set; }

    /// <summary>A column as messages name it: by the header, else by its position.</summary>
    public string NameOf(int column) => _header is not null && column < _header.Length ? _header[column] : CsvColumn.FromInt32(column + 1).ToString();

    private int Find(CsvColumn column)
    {
        int place = column.Name is { } name ? FindByName(name) : column.Position - 1;
        int fields = _layout.FieldCount > 0 ? _layout.FieldCount : _header?.Length ?? int.MaxValue;
        if (place >= fields) { throw Failure(ImportFault.MissingColumn, column, $"{fields} columns"); }
        NeededFields = Math.Max(NeededFields, place + 1);
        return place;
    }

    private int FindByName(string name)
    {
        int place = Array.IndexOf(_header ?? [], name);
        string header = string.Join(_layout.Separator, _header ?? []);
        if (place < 0) { throw Failure(ImportFault.MissingColumn, name, header); }
        return Array.LastIndexOf(_header!, name) == place ? place : throw Failure(ImportFault.AmbiguousColumn, name, header);
    }

    private ImportException Failure(ImportFault fault, CsvColumn column, string found) =>
        new(new ImportIssue(fault, _path, _line, 0, column.ToString(), found, $"a header with the column '{column}' once (layout {_layout.Name})"));
}

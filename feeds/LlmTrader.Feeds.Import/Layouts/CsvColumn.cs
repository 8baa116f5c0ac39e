using System.Globalization;

namespace LlmTrader.Feeds.Import;

/// <summary>A column by its header name or by its position from 1. The default is "not in this file".</summary>
public readonly record struct CsvColumn(string? Name, int Position)
{
    public bool IsMapped => Name is not null || Position > 0;

    public static CsvColumn FromString(string name) => new(name, 0);

    public static CsvColumn FromInt32(int position) => new(null, position);

    public static implicit operator CsvColumn(string name) => FromString(name);

    public static implicit operator CsvColumn(int position) => FromInt32(position);

    public override string ToString() => Name ?? (Position > 0 ? string.Create(CultureInfo.InvariantCulture, $"column {Position}") : "none");
}

/// <summary>Rows whose column holds exactly this text are left out and counted as filtered.</summary>
public readonly record struct CsvFilter(CsvColumn Column, string Value);

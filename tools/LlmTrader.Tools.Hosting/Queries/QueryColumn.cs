namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>What a column's cells are.</summary>
public enum QueryCell : byte
{
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A decimal number, exact, with as many places as the instrument has.</summary>
    Fraction,

    /// <summary>A UTC time with nanoseconds.</summary>
    Time,

    /// <summary>JSON as it was written.</summary>
    Json,

    /// <summary>A SHA-256 in hexadecimal.</summary>
    Hash,
}

/// <summary>A column of a query's result.</summary>
public sealed record QueryColumn(string Name, QueryCell Cell)
{
    /// <summary>Whether a cell's text is JSON as it is.</summary>
    public bool IsRaw => Cell is QueryCell.Whole or QueryCell.Fraction or QueryCell.Json;
}

using System.Text;

namespace LlmTrader.Persistence.Projection;

/// <summary>What a column holds.</summary>
public enum ProjectionColumnType : byte
{
    /// <summary>Text of which there are few different ones.</summary>
    Symbol,

    /// <summary>A 64-bit integer.</summary>
    Whole,

    /// <summary>A decimal number, given as an integer and its decimal places; databases keep it as a double, beside the integer itself.</summary>
    Fraction,
}

/// <summary>A column, the same in every table that has it.</summary>
public sealed class ProjectionColumn
{
    private readonly byte[] _utf8Name;

    internal ProjectionColumn(string name, ProjectionColumnType type)
    {
        Name = name;
        Type = type;
        _utf8Name = Encoding.ASCII.GetBytes(name);
    }

    /// <summary>Letters a–z and underscores, and so the same in every dialect, never escaped.</summary>
    public string Name { get; }
    public ProjectionColumnType Type { get; }

    /// <summary>The name's bytes.</summary>
    public ReadOnlySpan<byte> Utf8Name => _utf8Name;
}

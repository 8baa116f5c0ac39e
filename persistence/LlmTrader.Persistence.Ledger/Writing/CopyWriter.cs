using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>Writes a row's columns for a binary COPY, those of them that the table has.</summary>
internal struct CopyWriter(CopyBuffer buffer, bool[] hasColumn) : IProjectionRowWriter
{
    private int _column;

    public void WriteSymbol(ProjectionColumn column, ProjectionSymbol? value)
    {
        if (!hasColumn[_column++]) { return; }
        if (value is null) { buffer.WriteNull(); }
        else { buffer.WriteText(value.Utf8); }
    }

    public void WriteWhole(ProjectionColumn column, long? value)
    {
        if (!hasColumn[_column++]) { return; }
        if (value is { } number) { buffer.WriteWhole(number); }
        else { buffer.WriteNull(); }
    }

    public void WriteFraction(ProjectionColumn column, long? raw, int scale) => _column++;
}

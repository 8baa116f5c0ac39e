using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>Writes a projection's row as a result's cells, those columns that the result has.</summary>
internal struct CellWriter(string?[] cells, IReadOnlyList<QueryColumn> columns) : IProjectionRowWriter
{
    private int _next = 1;    // The time comes first and is nobody's column.

    public void WriteSymbol(ProjectionColumn column, ProjectionSymbol? value) => Write(column, value?.Text);

    public void WriteWhole(ProjectionColumn column, long? value) => Write(column, value?.ToString(CultureInfo.InvariantCulture));

    public void WriteFraction(ProjectionColumn column, long? raw, int scale) => Write(column, raw is { } number ? FixedPoint.Format(number, scale) : null);

    private void Write(ProjectionColumn column, string? text)
    {
        if (_next < columns.Count && columns[_next].Name == column.Name) { cells[_next++] = text; }
    }
}

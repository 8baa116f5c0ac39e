namespace LlmTrader.Persistence.Projection;

/// <summary>
/// Takes a row's columns: first all symbols, then all others, always all of the table's columns in the same order; null
/// where the row has no value. Implemented by structs, so that <see cref="ProjectionColumns.Write"/> is compiled for each.
/// </summary>
public interface IProjectionRowWriter
{
    void WriteSymbol(ProjectionColumn column, ProjectionSymbol? value);

    void WriteWhole(ProjectionColumn column, long? value);

    /// <summary><paramref name="raw"/> × 10^−<paramref name="scale"/>.</summary>
    void WriteFraction(ProjectionColumn column, long? raw, int scale);
}

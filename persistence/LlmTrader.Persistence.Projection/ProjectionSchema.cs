using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>The columns of each table, in the order in which <see cref="ProjectionColumns.Write"/> tells them. Every table also has the row's time as its timestamp.</summary>
public static class ProjectionSchema
{
    private static readonly ProjectionColumn[][] Columns = [.. ProjectionTables.All.Select(Read)];

    public static IReadOnlyList<ProjectionColumn> ColumnsOf(ProjectionTable table) => Columns[(int)table];

    // Every row of a table tells all of its columns, an empty one too: nothing has to be said twice.
    private static ProjectionColumn[] Read(ProjectionTable table)
    {
        ProjectionRow row = new() { Table = table, Instrument = InstrumentId.None };
        Recorder recorder = new([]);
        ProjectionColumns.Write(in row, ProjectionNames.None, ref recorder);
        return [.. recorder.Columns];
    }

    private readonly struct Recorder(List<ProjectionColumn> columns) : IProjectionRowWriter
    {
        public List<ProjectionColumn> Columns { get; } = columns;

        public void WriteSymbol(ProjectionColumn column, ProjectionSymbol? value) => Columns.Add(column);

        public void WriteWhole(ProjectionColumn column, long? value) => Columns.Add(column);

        public void WriteFraction(ProjectionColumn column, long? raw, int scale) => Columns.Add(column);
    }
}

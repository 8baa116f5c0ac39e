using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>Writes a projection's rows in line protocol: the event's time is the designated timestamp.</summary>
public sealed class IlpRowEncoder(ProjectionNames names)
{
    private static readonly byte[][] Tables = [.. ProjectionTables.All.Select(table => Encoding.ASCII.GetBytes(ProjectionTables.NameOf(table)))];

    public void Write(in ProjectionRow row, IlpWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.StartRow(Tables[(int)row.Table]);
        Columns columns = new(writer);
        ProjectionColumns.Write(in row, names, ref columns);
        writer.At(row.Time);
    }

    private readonly ref struct Columns(IlpWriter writer) : IProjectionRowWriter
    {
        public void WriteSymbol(ProjectionColumn column, ProjectionSymbol? value)
        {
            if (value is not null) { writer.WriteSymbol(column.Utf8Name, value.Utf8); }
        }

        public void WriteWhole(ProjectionColumn column, long? value)
        {
            if (value is { } number) { writer.WriteWhole(column.Utf8Name, number); }
        }

        public void WriteFraction(ProjectionColumn column, long? raw, int scale)
        {
            if (raw is { } number) { writer.WriteScaled(column.Utf8Name, number, scale); }
        }
    }
}

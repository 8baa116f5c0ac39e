using LlmTrader.Persistence.Projection;
using Npgsql;
using NpgsqlTypes;

namespace LlmTrader.Persistence.Ledger.Writing;

/// <summary>Writes a row's columns into a binary COPY, those of them that the table has.</summary>
internal struct CopyWriter(NpgsqlBinaryImporter importer, bool[] hasColumn) : IProjectionRowWriter
{
    private int _column;

    public void WriteSymbol(ProjectionColumn column, ProjectionSymbol? value)
    {
        if (!hasColumn[_column++]) { return; }
        if (value is null) { importer.WriteNull(); }
        else { importer.Write(value.Text, NpgsqlDbType.Text); }
    }

    public void WriteWhole(ProjectionColumn column, long? value)
    {
        if (!hasColumn[_column++]) { return; }
        if (value is { } number) { importer.Write(number, NpgsqlDbType.Bigint); }
        else { importer.WriteNull(); }
    }

    public void WriteFraction(ProjectionColumn column, long? raw, int scale) => _column++;
}

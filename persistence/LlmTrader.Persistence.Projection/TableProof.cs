namespace LlmTrader.Persistence.Projection;

/// <summary>One table of a projection, or the rows that a journal has for it, beside the same table rebuilt from the journal.</summary>
/// <param name="Rows">Of the projection, as far as both go; or of the journal.</param>
/// <param name="Checksum">Of the rows in any order: between two tables the sum of a 64-bit hash of each row's text, against a journal its <see cref="ColumnSums"/>.</param>
/// <param name="RebuiltRows">Of the rebuilt one.</param>
/// <param name="RebuiltChecksum">Of the rebuilt one.</param>
public sealed record TableProof(string Table, long Rows, string Checksum, long RebuiltRows, string RebuiltChecksum)
{
    public bool IsEqual => Rows == RebuiltRows && Checksum == RebuiltChecksum;
}

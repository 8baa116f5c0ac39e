namespace LlmTrader.Persistence.Ledger.Rebuilding;

/// <summary>One table of a projection beside the same table rebuilt from the journal.</summary>
/// <param name="Rows">Of the projection, as far as both go.</param>
/// <param name="Checksum">Sum of a 64-bit hash of each row's text: the order of rows does not count.</param>
/// <param name="RebuiltRows">Of the rebuilt one.</param>
/// <param name="RebuiltChecksum">Of the rebuilt one.</param>
public sealed record TableProof(string Table, long Rows, string Checksum, long RebuiltRows, string RebuiltChecksum)
{
    public bool IsEqual => Rows == RebuiltRows && Checksum == RebuiltChecksum;
}

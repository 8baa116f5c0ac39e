namespace LlmTrader.Persistence.Ledger.Auditing;

/// <summary>The first row of a chain that is not as it was written.</summary>
/// <param name="Sequence">The row's; of rows that are missing at the end, that of the last one that is there, −1 when none is.</param>
/// <param name="Problem">What is wrong with it, in a sentence.</param>
public sealed record AuditFinding(long Sequence, string Problem);

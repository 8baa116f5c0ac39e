namespace LlmTrader.Persistence.Ledger;

/// <summary>The database is there and can't be used as it is: another try without a change would end the same way.</summary>
public sealed class LedgerException(string message, Exception? inner = null) : Exception(message, inner);

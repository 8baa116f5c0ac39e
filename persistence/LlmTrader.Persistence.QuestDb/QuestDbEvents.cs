namespace LlmTrader.Persistence.QuestDb;

/// <summary>A row that QuestDB refused, as it was sent.</summary>
/// <param name="Table">Of the row.</param>
/// <param name="Sequence">Of the event that it is of; with <paramref name="RowNumber"/> its key.</param>
/// <param name="RowNumber">Its place among the event's records.</param>
/// <param name="Line">The row in line protocol, without its line end.</param>
/// <param name="Error">QuestDB's words.</param>
public sealed record RejectedRow(string Table, long Sequence, int RowNumber, string Line, string Error);

/// <summary>A request that is about to be repeated.</summary>
/// <param name="Attempt">1 after the first failure.</param>
/// <param name="Delay">Until the repetition.</param>
/// <param name="Reason">Why it failed.</param>
public sealed record RetriedRequest(int Attempt, TimeSpan Delay, string Reason);

/// <summary>What QuestDB says of a table's write-ahead log.</summary>
/// <param name="Table">Its name.</param>
/// <param name="IsSuspended">Rows are taken and acknowledged, but nobody sees them before it is resumed.</param>
/// <param name="AppliedTransactions">Transactions that queries see.</param>
/// <param name="CommittedTransactions">Transactions that were acknowledged.</param>
/// <param name="Error">Why it was suspended, where QuestDB tells.</param>
public sealed record WalTable(string Table, bool IsSuspended, long AppliedTransactions, long CommittedTransactions, string? Error)
{
    /// <summary>The statement that resumes it, once its cause is gone.</summary>
    public string ResumeStatement => $"ALTER TABLE \"{Table}\" RESUME WAL;";

    /// <summary>Whether queries see all that was acknowledged.</summary>
    public bool IsApplied => AppliedTransactions == CommittedTransactions;
}

/// <summary>Who is told what happens; called from within writes, so quick.</summary>
public interface IQuestDbObserver
{
    void OnRejected(RejectedRow row);

    void OnRetry(RetriedRequest request);

    /// <summary>A table was found suspended, or no longer so; told once each time.</summary>
    void OnSuspended(WalTable table);
}

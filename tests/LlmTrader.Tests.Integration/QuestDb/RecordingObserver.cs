using LlmTrader.Persistence.QuestDb;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>Keeps what a sink told.</summary>
internal sealed class RecordingObserver : IQuestDbObserver
{
    public List<RejectedRow> Rejected { get; } = [];

    public List<RetriedRequest> Retries { get; } = [];

    public List<WalTable> Suspended { get; } = [];

    public void OnRejected(RejectedRow row) => Rejected.Add(row);

    public void OnRetry(RetriedRequest request) => Retries.Add(request);

    public void OnSuspended(WalTable table) => Suspended.Add(table);
}

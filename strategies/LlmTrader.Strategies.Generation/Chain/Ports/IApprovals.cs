using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <param name="Decision">What is asked about.</param>
/// <param name="Hash">Of the candidate; an answer about another one counts for nothing.</param>
/// <param name="Summary">For the person.</param>
/// <param name="Risk">Share of equity.</param>
/// <param name="Expires">When it is too late.</param>
public sealed record ApprovalRequest(string Decision, string Hash, string Summary, double Risk, Timestamp Expires);

public enum ApprovalStatus
{
    /// <summary>Nobody was asked, or who was asked has forgotten.</summary>
    Unknown,
    Waiting,
    Approved,
    Rejected,
}

/// <param name="Status">How it stands.</param>
/// <param name="Hash">Of the candidate that was answered about.</param>
/// <param name="By">Who answered.</param>
/// <param name="Reason">Why.</param>
public sealed record ApprovalAnswer(ApprovalStatus Status, string? Hash = null, string? By = null, string? Reason = null);

/// <summary>Asks people.</summary>
public interface IApprovals
{
    /// <summary>Asked again it is the same question.</summary>
    void Put(ApprovalRequest request, CancellationToken cancel);

    ApprovalAnswer Find(string decision, CancellationToken cancel);
}

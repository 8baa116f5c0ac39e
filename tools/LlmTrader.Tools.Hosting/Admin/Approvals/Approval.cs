using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Admin.Contracts;
using LlmTrader.Tools.Hosting.Admin.Security;

namespace LlmTrader.Tools.Hosting.Admin.Approvals;

/// <summary>A candidate that waits for a person's word, or has it.</summary>
internal sealed record Approval
{
    public required string Decision { get; init; }

    public required ApprovalRequest Request { get; init; }

    /// <summary><see cref="Request"/> as one line of JSON, by which the same request is known again.</summary>
    public required string Text { get; init; }

    public required Caller Asker { get; init; }

    public required Timestamp AskedAt { get; init; }

    public required Timestamp Expires { get; init; }

    public ApprovalAnswer? Answer { get; init; }

    /// <summary>An answer counts once its record is in the journal: until then a crash would take it back.</summary>
    public string StateAt(Timestamp now) => Answer is { Sequence: not null } answer ? (answer.IsApproved ? "approved" : "rejected") : now >= Expires ? "expired" : "pending";
}

/// <param name="RequestId">Of its record in the journal.</param>
/// <param name="Sequence">Where that is; null until it is committed.</param>
internal sealed record ApprovalAnswer(bool IsApproved, Caller By, Timestamp At, string Reason, long RequestId, long? Sequence = null);

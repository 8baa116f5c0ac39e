using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>What acceptance asked of a candidate.</summary>
/// <param name="Gate">Its name.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Value">What was measured; null when that is no number.</param>
/// <param name="Comparison">How it must stand to the limit, such as <c>at least</c>.</param>
/// <param name="Limit">What it is measured by; null when that is no number.</param>
public sealed record JudgedGate(string Gate, bool Passed, double? Value, string Comparison, double? Limit);

/// <summary>A question to a person.</summary>
public sealed record ApprovalRequest
{
    /// <summary>What is asked about.</summary>
    public required string Decision { get; init; }

    /// <summary>Of the candidate; an answer about another one counts for nothing.</summary>
    public required string Hash { get; init; }

    /// <summary>The candidate's text.</summary>
    public required string Source { get; init; }

    /// <summary>One line for the person.</summary>
    public required string Summary { get; init; }

    /// <summary>Who proposed.</summary>
    public required string Proposer { get; init; }

    /// <summary>Share of equity.</summary>
    public required double Risk { get; init; }

    /// <summary>The most that is held, in the account's currency.</summary>
    public required decimal WorstNotional { get; init; }

    /// <summary>What it had to pass, in order.</summary>
    public IReadOnlyList<JudgedGate> Gates { get; init; } = [];

    /// <summary>Why its risk needs a person, each a sentence.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>When it is too late.</summary>
    public required Timestamp Expires { get; init; }
}

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

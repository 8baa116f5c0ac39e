using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>What became of a candidate, and why. The same inputs give the same report.</summary>
public sealed record AcceptanceReport
{
    public required Candidate Candidate { get; init; }

    /// <summary>See <see cref="CandidateFamily"/>.</summary>
    public required string Family { get; init; }

    /// <summary>What was looked at, without the hold-out.</summary>
    public required DataWindow Data { get; init; }

    public required HistoryDivision Division { get; init; }

    public required AcceptanceThresholds Thresholds { get; init; }

    /// <summary>Candidates that were ever scored on this data, this one included.</summary>
    public required long Trials { get; init; }

    /// <summary>Of which so many different ones came with the proposal.</summary>
    public required int ComparedTrials { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>In the order in which they were asked.</summary>
    public required IReadOnlyList<Gate> Gates { get; init; }

    public required CandidateRuns Runs { get; init; }

    /// <summary>Null when it was not opened.</summary>
    public required BacktestOutcome? HoldOut { get; init; }

    /// <summary>Whether every gate was asked and passed.</summary>
    public bool Accepted => Gates.All(gate => gate.Passed == true);

    /// <summary>Whether every gate but the hold-out, the last one, was asked and passed.</summary>
    public bool IsHoldOutDue => Gates[^1] is { Name: GateNames.HoldOut, Passed: null } && Gates.SkipLast(1).All(gate => gate.Passed == true);
}

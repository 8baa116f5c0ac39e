using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>What one trial of a search came to.</summary>
/// <param name="CandidateHash">Of its canonical text.</param>
/// <param name="Returns"><see cref="BacktestOutcome.Returns"/> over the whole in-sample window at configured costs.</param>
public sealed record TrialReturns(string CandidateHash, IReadOnlyList<double> Returns);

/// <summary>A candidate to judge, with what it was chosen among.</summary>
public sealed record AcceptanceRequest
{
    public required Candidate Candidate { get; init; }

    /// <summary>All trials of the search that proposes it which came to an end, in the order of the search: good ones, bad ones, and its own. Empty when there was no search.</summary>
    public IReadOnlyList<TrialReturns> Trials { get; init; } = [];

    /// <summary>Of the shuffled markets.</summary>
    public required ulong Seed { get; init; }
}

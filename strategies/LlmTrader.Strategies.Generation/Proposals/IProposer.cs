using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Observations;

namespace LlmTrader.Strategies.Generation.Proposals;

/// <summary>Proposes rule sets. What it proposes is judged, whoever it is.</summary>
public interface IProposer
{
    /// <summary>Such as <c>local/tpe</c>.</summary>
    string Name { get; }

    /// <summary>Another one when it would propose something else for the same request.</summary>
    string Version { get; }

    /// <summary>Proposes one rule set, or says why there is none.</summary>
    /// <exception cref="OperationCanceledException">As asked.</exception>
    Task<Proposal> ProposeAsync(ProposalRequest request, CancellationToken cancel);
}

/// <summary>What a proposer is given.</summary>
public sealed record ProposalRequest
{
    public required Observation Observation { get; init; }

    /// <summary>All that may be searched on: the in-sample window, each trial counted (<see cref="CountedHistory.ForSearch"/>).</summary>
    public required IMarketHistory History { get; init; }

    /// <summary>Full names that the rule set may trade; empty is every instrument that was observed, up to the proposer's limit.</summary>
    public IReadOnlyList<string> Universe { get; init; } = [];

    public required ulong Seed { get; init; }

    /// <summary>Texts that were proposed before, the newest first, by whomever: a proposal that comes of no search was chosen with them in mind.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];

    /// <summary>Returns of earlier trials over the very window of <see cref="History"/>.</summary>
    public IReadOnlyList<TrialReturns> Known { get; init; } = [];

    /// <summary>The decision that it is for; null outside of one.</summary>
    public string? Decision { get; init; }

    /// <summary>What a judge wants changed of the proposal before; null of a first one.</summary>
    public Revision? Revision { get; init; }

    /// <summary>Hashes of candidates that are not proposed again, such as those that were in the engine before.</summary>
    public IReadOnlySet<string> Spent { get; init; } = new HashSet<string>();
}

/// <summary>What came of a request.</summary>
public sealed record Proposal
{
    /// <summary>Null when there is none.</summary>
    public required Candidate? Candidate { get; init; }

    /// <summary>Returns of all that was tried and came to an end, in order: what acceptance tells luck by.</summary>
    public IReadOnlyList<TrialReturns> Trials { get; init; } = [];

    /// <summary>Whether the proposer can change the candidate when a judge asks for that.</summary>
    public bool IsRevisable { get; init; }

    /// <summary>What the candidate was chosen for, or why there is none; one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>As acceptance takes it. Throws <see cref="InvalidOperationException"/> without a candidate.</summary>
    public AcceptanceRequest ToAcceptance(ulong seed) => new() { Candidate = Candidate ?? throw new InvalidOperationException("Nothing was proposed."), Trials = Trials, Seed = seed };
}

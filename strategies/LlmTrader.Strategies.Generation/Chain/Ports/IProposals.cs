using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>A rule set as somebody wrote it; nothing about it is known yet.</summary>
public sealed record ProposedRules
{
    /// <summary>Its text.</summary>
    public required string Source { get; init; }

    /// <summary>Such as <c>local/tpe</c>.</summary>
    public required string Proposer { get; init; }

    public required string ProposerVersion { get; init; }

    /// <summary>The template that it was made of; null when it was written freely.</summary>
    public string? Template { get; init; }

    /// <summary>Whether the proposer can change it when a judge asks for that.</summary>
    public bool IsRevisable { get; init; }

    public IReadOnlyDictionary<string, double> Parameters { get; init; } = new Dictionary<string, double>();
}

/// <param name="Reason">What it was chosen for, or why there is none; a sentence.</param>
/// <param name="Rules">Null when there is nothing to propose.</param>
public sealed record ProposalAnswer(string Reason, ProposedRules? Rules);

/// <summary>What a decision asks a proposer for.</summary>
/// <param name="Decision">Its id.</param>
/// <param name="ObservationHash">Of what was seen.</param>
/// <param name="Seed">Of its randomness.</param>
public sealed record ProposalCall(string Decision, string ObservationHash, ulong Seed)
{
    /// <summary>Null for the first proposal of the decision.</summary>
    public Revision? Revision { get; init; }
}

/// <summary>Makes candidates of an observation.</summary>
public interface IProposals
{
    /// <summary>One proposal. A search gives the same one for the same call; a model may not, and what it said counts once it is in the journal.</summary>
    ProposalAnswer Propose(ProposalCall call, CancellationToken cancel);
}

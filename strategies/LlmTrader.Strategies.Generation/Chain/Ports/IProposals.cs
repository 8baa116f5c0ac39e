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

    public IReadOnlyDictionary<string, double> Parameters { get; init; } = new Dictionary<string, double>();
}

/// <param name="Reason">What it was chosen for, or why there is none; a sentence.</param>
/// <param name="Rules">Null when there is nothing to propose.</param>
public sealed record ProposalAnswer(string Reason, ProposedRules? Rules);

/// <summary>Makes candidates of an observation.</summary>
public interface IProposals
{
    /// <summary>The same decision and seed give the same answer.</summary>
    /// <param name="decision">Its id.</param>
    /// <param name="observationHash">Of what was seen.</param>
    /// <param name="seed">Of its randomness.</param>
    /// <param name="cancel">As asked.</param>
    ProposalAnswer Propose(string decision, string observationHash, ulong seed, CancellationToken cancel);
}

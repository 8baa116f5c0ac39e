using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Proposals;

/// <summary>A rule set that somebody proposes, and where it comes from.</summary>
public sealed record Candidate
{
    /// <summary>Canonical text of the rule set, its parameters fixed as defaults.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of <see cref="Source"/> in UTF-8, 64 hexadecimal digits: what approvals and activations are bound to.</summary>
    public required string Hash { get; init; }

    /// <summary>As it was read from <see cref="Source"/>.</summary>
    public required RuleDocument Document { get; init; }

    /// <summary>Such as <c>local/tpe</c>.</summary>
    public required string Proposer { get; init; }

    public required string ProposerVersion { get; init; }

    /// <summary>The template that it was made of; null when it was written freely.</summary>
    public string? Template { get; init; }

    /// <summary>The template's parameters as they were chosen.</summary>
    public IReadOnlyDictionary<string, double> Parameters { get; init; } = new Dictionary<string, double>();

    /// <summary>SHA-256 of the observation that it answers.</summary>
    public required string ObservationHash { get; init; }
}

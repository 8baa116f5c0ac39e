namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>Everything that a chain asks.</summary>
public sealed record ChainPorts
{
    public required IChainJournal Journal { get; init; }

    public required IProposals Proposals { get; init; }

    public required ICandidateCompiler Compiler { get; init; }

    public required IAcceptance Acceptance { get; init; }

    /// <summary>Null asks nobody.</summary>
    public ICandidateChecker? Checker { get; init; }

    public required IExposureGate Gate { get; init; }

    public required IApprovals Approvals { get; init; }

    public required ISlotEngine Engine { get; init; }

    public required IProbationMeter Meter { get; init; }
}

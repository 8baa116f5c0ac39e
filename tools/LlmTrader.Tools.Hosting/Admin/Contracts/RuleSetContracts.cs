namespace LlmTrader.Tools.Hosting.Admin.Contracts;

public sealed record RuleSetsReply(long Sequence, IReadOnlyList<SlotReply> Slots, IReadOnlyList<RuleSetChangeReply> Changes);

/// <summary>A slot with the versions that it holds.</summary>
public sealed record SlotReply
{
    public required int Slot { get; init; }

    public VersionReply? Active { get; init; }

    public VersionReply? Previous { get; init; }

    public VersionReply? Staged { get; init; }

    public required bool Shadowing { get; init; }

    /// <summary>The position of the set before is being closed; until then the active set only receives bars.</summary>
    public required bool Closing { get; init; }

    /// <summary>active, reducing, halted or paused.</summary>
    public required string Trading { get; init; }

    /// <summary>How much of the slot's capital its sets may use: 0.25, or 1 for all of it.</summary>
    public required string Share { get; init; }
}

public sealed record VersionReply(int SetId, string Name, string RuleSetId, string? Sha256, int WarmUpBars, long CostPerBar);

public sealed record RuleSetChangeReply(long Sequence, string Time, long TimeNs, int Slot, int SetId, string Change, string Outcome);

public sealed record SourceReply(int SetId, string Source, string Sha256);

public sealed record DiffReply(int A, int B, bool Same, IReadOnlyList<DifferenceReply> Differences);

public sealed record DifferenceReply(string Field, string? Before, string? After);

public sealed record StageRequest
{
    public int Slot { get; init; }

    /// <summary>A document in YAML or JSON, or a built-in rule set by its text.</summary>
    public required string Source { get; init; }

    /// <summary>Positive and free; the next free one when it is not said.</summary>
    public int? SetId { get; init; }

    public string? Reason { get; init; }
}

/// <summary>A change of what a slot holds.</summary>
public sealed record RuleSetRequest
{
    public int Slot { get; init; }

    /// <summary>Not of a rollback.</summary>
    public int? SetId { get; init; }

    /// <summary>Of a shadow: false ends it.</summary>
    public bool? On { get; init; }

    public string? Reason { get; init; }
}

/// <summary>How much of its capital a slot may use.</summary>
public sealed record CapitalRequest
{
    public int Slot { get; init; }

    /// <summary>More than 0 and at most 1, with four decimals at most: 0.25.</summary>
    public required string Share { get; init; }

    public string? Reason { get; init; }
}

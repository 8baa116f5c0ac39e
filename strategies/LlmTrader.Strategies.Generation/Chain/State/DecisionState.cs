using System.Collections.Immutable;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Chain;

/// <summary>Where a decision stands, as its records say.</summary>
public sealed record DecisionState
{
    public required string Id { get; init; }

    public DecisionStage Stage { get; init; }

    /// <summary>When it came to this stage.</summary>
    public required Timestamp Since { get; init; }

    /// <summary>What began it, such as <c>schedule</c>.</summary>
    public string Trigger { get; init; } = "";

    /// <summary>It was begun for evidence alone, and stays so whoever goes on with it.</summary>
    public bool IsDryRun { get; init; }

    public ulong Seed { get; init; }

    public string ObservationHash { get; init; } = "";

    public ProposedRules? Proposal { get; init; }

    /// <summary>What the checker wants changed of the proposal before this one; null in the first round.</summary>
    public Revision? Revision { get; init; }

    /// <summary>0 for the first proposal, and one more for each revision.</summary>
    public int Round => Revision?.Round ?? 0;

    /// <summary>Hashes of the decision's proposals that were sent back.</summary>
    public ImmutableArray<string> SentBack { get; init; } = [];

    /// <summary>SHA-256 of the proposal's text.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Whether the hold-out was opened for it. Known after a restart alone: the ledger of hold-outs writes for itself.</summary>
    public bool HoldOutOpened { get; init; }

    /// <summary>Whether acceptance has asked the hold-out as well. Journals from before it was asked behind the checker say so from the first.</summary>
    public bool HoldOutJudged { get; init; }

    /// <summary>What acceptance asked of it, in order.</summary>
    public IReadOnlyList<JudgedGate> Gates { get; init; } = [];

    /// <summary>What the exposure gate said of its risk, each a sentence.</summary>
    public IReadOnlyList<string> RiskReasons { get; init; } = [];

    /// <summary>Share of equity at risk.</summary>
    public double Risk { get; init; }

    /// <summary>The most that is held, in the account's currency.</summary>
    public decimal WorstNotional { get; init; }

    public Timestamp Expires { get; init; }

    /// <summary>In the engine; 0 before it is staged.</summary>
    public int SetId { get; init; }

    public Timestamp ShadowUntil { get; init; }

    public Timestamp ActivatedAt { get; init; }

    /// <summary>Whether a share of capital was set for it.</summary>
    public bool HasShare { get; init; }

    /// <summary>Since when it has its share of capital.</summary>
    public Timestamp ShareSince { get; init; }

    /// <summary>The shares of capital that it has had since its activation.</summary>
    public ImmutableArray<CapitalStep> Steps { get; init; } = [];

    /// <summary>Why it is being taken back.</summary>
    public string? RollBackReason { get; init; }

    /// <summary>How it ends, once that is known: one of <see cref="ChainResults"/>.</summary>
    public string Result { get; init; } = ChainResults.Kept;

    /// <summary>Why it ends so.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether it ended before its end, through nobody's failure.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>Whether that counts as a failure.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Whether something that went wrong at this stage is in the journal: once is enough.</summary>
    public bool FailureNoted { get; init; }
}

/// <summary>How decisions end.</summary>
public static class ChainResults
{
    /// <summary>The rules stay as they are.</summary>
    public const string Kept = "kept";

    /// <summary>The candidate decides with all of the capital.</summary>
    public const string Activated = "activated";

    /// <summary>The candidate decided, and was taken back.</summary>
    public const string RolledBack = "rolled_back";

    /// <summary>Somebody else put another set into the slot while the candidate was on probation.</summary>
    public const string Superseded = "superseded";

    /// <summary>The candidate should have been taken back, and the engine refused: the slot opens nothing more.</summary>
    public const string Stuck = "stuck";
}

using System.Globalization;
using System.Text.Json.Serialization;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Rules;

namespace LlmTrader.Tools.Hosting.Swaps;

/// <summary>How a swap that was asked for ended.</summary>
public enum SwapOutcome
{
    /// <summary>The set took over.</summary>
    Activated,

    /// <summary>The engine said no: <see cref="SwapReport.RefusedBy"/>.</summary>
    Refused,

    /// <summary>The data ended before its place.</summary>
    NotReached,

    /// <summary>The run ended while it was under way.</summary>
    Unfinished,
}

/// <summary>What became of one swap. Sequences are of the events that did it; null when that did not happen.</summary>
public sealed record SwapReport
{
    /// <summary>The id that it was staged under; the set that the run began with is 0.</summary>
    public required int SetId { get; init; }

    public required string Name { get; init; }

    public required string RuleSetId { get; init; }

    /// <summary>Where it was asked for.</summary>
    public required string Place { get; init; }

    public required SwapOutcome Outcome { get; init; }

    /// <summary>The source was whole and went to the compiler.</summary>
    public required long? StagedAt { get; init; }

    /// <summary>Compiled and warmed up.</summary>
    public required long? ReadyAt { get; init; }

    /// <summary>From the next bar on it decides.</summary>
    public required long? ActivatedAt { get; init; }

    /// <summary>Engine time of the activation.</summary>
    public required string? ActivatedTime { get; init; }

    /// <summary>Why it was refused; null when it was not.</summary>
    public required RuleSetCode? RefusedBy { get; init; }

    /// <summary>What the compiler said of a source that it refused.</summary>
    public required string? Why { get; init; }

    /// <summary>The event at which the set was stopped for good, and why; null when it was not.</summary>
    public required long? StoppedAt { get; init; }

    public required RuleSetCode? StoppedBy { get; init; }

    /// <summary>How often each of its clauses was true while it decided; null when it never did.</summary>
    public required RuleFunnel? Clauses { get; init; }

    /// <summary>Wall time of its compilation; null where two runs must give the same bytes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required TimeSpan? CompiledIn { get; init; }

    /// <summary>One for each swap of a run that is over.</summary>
    public static IReadOnlyList<SwapReport> Of(SwapPlan plan, SwapLog log, RecordingRuleSetCompiler compiler)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(compiler);

        // Every staging that was not refused is compiled, one after the other.
        int[] compiled = [.. log.Steps.Where(step => step.Update is { Change: EventKind.RuleSetStage, Code: RuleSetCode.None }).Select(step => step.Update.SetId)];
        return [.. plan.Swaps.Select(planned =>
        {
            if (planned.Swap.IsRollback) { return OfRollback(planned, log.FindRollback(plan.RollbacksBefore(planned))); }
            int at = Array.IndexOf(compiled, planned.SetId);
            return Of(planned, log, at >= 0 && at < compiler.Made.Count ? compiler.Made[at] : null);
        })];
    }

    /// <summary>All of it in one line for people.</summary>
    public override string ToString() => IsRollback ? RollbackText() : Outcome switch
    {
        SwapOutcome.Activated => $"set {SetId}, {Name} ({RuleSetId[..12]}): {Steps()}{Stopped()}",
        SwapOutcome.Refused => $"set {SetId}, {Name}: REFUSED by {RefusedBy}{(Why is null ? "" : $" ({Why})")}; asked for at {Place}",
        SwapOutcome.NotReached => $"set {SetId}, {Name}: not swapped in, {Place} never came",
        _ => $"set {SetId}, {Name}: asked for at {Place}, and not ready when the run ended",
    };

    /// <summary>No set was asked for: the version before was to come back, and did when it is <see cref="SwapOutcome.Activated"/>.</summary>
    [JsonIgnore]
    public bool IsRollback => RuleSetId.Length == 0;

    private string RollbackText() => Outcome switch
    {
        SwapOutcome.Activated => string.Create(CultureInfo.InvariantCulture, $"rollback: the version before came back at sequence {ActivatedAt:N0} ({ActivatedTime})"),
        SwapOutcome.Refused => $"rollback: REFUSED by {RefusedBy}; asked for at {Place}",
        _ => $"rollback: not done, {Place} never came",
    };

    private string Steps() => string.Create(
        CultureInfo.InvariantCulture, $"staged at sequence {StagedAt:N0}, ready at {ReadyAt:N0}, activated at {ActivatedAt:N0} ({ActivatedTime})");

    private string Stopped() => StoppedAt is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; STOPPED by {StoppedBy} at {StoppedAt:N0}");

    private static SwapReport OfRollback(PlannedSwap planned, SwapStep? answer)
    {
        bool isDone = answer is { Update.Code: RuleSetCode.None };
        return new SwapReport
        {
            SetId = planned.SetId,
            Name = planned.Swap.Name,
            RuleSetId = "",
            Place = planned.Swap.Place.ToString(),
            Outcome = answer is null ? SwapOutcome.NotReached : isDone ? SwapOutcome.Activated : SwapOutcome.Refused,
            StagedAt = null,
            ReadyAt = null,
            ActivatedAt = isDone ? answer!.Value.Sequence : null,
            ActivatedTime = isDone ? answer!.Value.Time.ToString() : null,
            RefusedBy = isDone ? null : answer?.Update.Code,
            Why = null,
            StoppedAt = null,
            StoppedBy = null,
            Clauses = null,
            CompiledIn = null,
        };
    }

    private static SwapReport Of(PlannedSwap planned, SwapLog log, RecordingRuleSetCompiler.Compilation? compilation)
    {
        int setId = planned.SetId;
        long? Done(EventKind change) => log.Find(setId, change) is { Update.Code: RuleSetCode.None } step ? step.Sequence : null;
        SwapStep? activated = log.Find(setId, EventKind.RuleSetActivate) is { Update.Code: RuleSetCode.None } step ? step : null;
        SwapStep? refusal = log.FindRefusal(setId);
        SwapStep? stopped = log.Find(setId, EventKind.RuleSetQuarantine);
        return new SwapReport
        {
            SetId = setId,
            Name = planned.Swap.Name,
            RuleSetId = planned.Swap.RuleSetId,
            Place = planned.Swap.Place.ToString(),
            Outcome = activated is not null ? SwapOutcome.Activated
                : refusal is not null ? SwapOutcome.Refused
                : Done(EventKind.RuleSetStage) is null ? SwapOutcome.NotReached : SwapOutcome.Unfinished,
            StagedAt = Done(EventKind.RuleSetStage),
            ReadyAt = Done(EventKind.RuleSetReady),
            ActivatedAt = activated?.Sequence,
            ActivatedTime = activated?.Time.ToString(),
            RefusedBy = activated is null ? refusal?.Update.Code : null,
            Why = compilation?.Error,
            StoppedAt = stopped?.Sequence,
            StoppedBy = stopped?.Update.Code,
            Clauses = activated is not null && compilation?.RuleSet is DocumentRuleSet document ? RuleFunnel.From(document.Clauses) : null,
            CompiledIn = compilation?.Took,
        };
    }
}

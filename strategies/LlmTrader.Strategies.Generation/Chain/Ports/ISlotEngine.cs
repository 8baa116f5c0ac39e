using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Proposals;

namespace LlmTrader.Strategies.Generation.Chain;

/// <param name="SetId">In the engine.</param>
/// <param name="Hash">SHA-256 of its source; null of one without.</param>
public sealed record SlotSet(int SetId, string? Hash);

/// <param name="SetId">In the engine.</param>
/// <param name="Failure">Why it never became ready; null of one that did.</param>
public sealed record SlotWarmUp(int SetId, string? Failure = null);

/// <summary>A slot as the engine tells it.</summary>
public sealed record SlotView
{
    public SlotSet? Active { get; init; }

    /// <summary>The set that is ready to take over. One that is being compiled and warmed up leaves the one before it here until then.</summary>
    public SlotSet? Staged { get; init; }

    public SlotSet? Previous { get; init; }

    /// <summary>What became of the sets that were lately compiled and warmed up for the slot.</summary>
    public IReadOnlyList<SlotWarmUp> WarmUps { get; init; } = [];

    /// <summary>Whether the staged set records what it would do.</summary>
    public bool IsShadowing { get; init; }

    /// <summary>The share of its capital that its sets may use.</summary>
    public double Share { get; init; } = ChainState.FullShare;

    /// <summary>Whether the slot may open positions.</summary>
    public bool IsTrading { get; init; }
}

/// <param name="Accepted">Whether it was done.</param>
/// <param name="Reason">Of a no.</param>
/// <param name="Sequence">Where it stands in the engine's journal.</param>
/// <param name="SetId">Of a set that was staged.</param>
public sealed record SlotReply(bool Accepted, string? Reason = null, long? Sequence = null, int? SetId = null);

/// <summary>
/// The engine's slot. A reply is the engine's own; an exception says that it is not known whether it was done.
/// </summary>
public interface ISlotEngine
{
    SlotView Look(int slot, CancellationToken cancel);

    /// <param name="slot">The slot.</param>
    /// <param name="source">The candidate's text.</param>
    /// <param name="key">Of idempotency: under it the engine does it once.</param>
    /// <param name="reason">For its journal.</param>
    /// <param name="cancel">As asked.</param>
    SlotReply Stage(int slot, string source, string key, string reason, CancellationToken cancel);

    /// <summary>Asked again it changes nothing.</summary>
    SlotReply Shadow(int slot, int setId, string reason, CancellationToken cancel);

    SlotReply Activate(int slot, int setId, string key, string reason, CancellationToken cancel);

    SlotReply RollBack(int slot, string key, string reason, CancellationToken cancel);

    /// <summary>Sets the share of the slot's capital; asked again it changes nothing.</summary>
    SlotReply SetShare(int slot, double share, string reason, CancellationToken cancel);

    /// <summary>The slot opens nothing more; asked again it changes nothing.</summary>
    SlotReply Reduce(int slot, string reason, CancellationToken cancel);
}

/// <param name="Since">From when on the engine has it.</param>
/// <param name="Share">Of the slot's capital.</param>
public sealed record CapitalStep(Timestamp Since, double Share);

/// <param name="Drawdown">Loss from the peak since its activation, over all of its steps, each as a share of the capital that it had; at least 0.</param>
/// <param name="Divergence">Distance between what it earned and what a backtest over the same time earns, as a share of its capital; at least 0.</param>
/// <param name="Growth">What it earned.</param>
/// <param name="Expected">What the backtest earns.</param>
public sealed record ProbationFigures(double Drawdown, double Divergence, double Growth = 0, double Expected = 0);

/// <summary>Watches an active candidate.</summary>
public interface IProbationMeter
{
    /// <param name="candidate">What is watched.</param>
    /// <param name="steps">The shares of the capital that it has had, from its activation on; the first is the activation.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">As asked.</param>
    ProbationFigures Measure(Candidate candidate, IReadOnlyList<CapitalStep> steps, Timestamp now, CancellationToken cancel);
}

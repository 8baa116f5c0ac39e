namespace LlmTrader.Engine.Runtime;

/// <summary>The first place at which a replay does not do what the journal says happened.</summary>
/// <param name="Sequence">Of the journaled event, or of the event after which something was missing.</param>
/// <param name="What">What was compared.</param>
/// <param name="Journaled">What the journal says.</param>
/// <param name="Replayed">What the replay did.</param>
public sealed record Divergence(long Sequence, string What, string Journaled, string Replayed)
{
    public override string ToString() => $"sequence {Sequence}: {What}: the journal says {Journaled}, the replay {Replayed}";
}

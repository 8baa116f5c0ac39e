using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Views;

/// <summary>A kill as the journal has it.</summary>
/// <param name="Sequence">Of its event.</param>
/// <param name="Time">Of its event.</param>
/// <param name="Flatten">Whether it closes positions.</param>
/// <param name="Request">Who asked for it and why; null when nothing says so.</param>
public sealed record KillView(long Sequence, Timestamp Time, bool Flatten, AuditedRequest? Request);

/// <summary>The kills since the switch was last open, and what the counters stood at before the first of them.</summary>
public sealed class KillViews
{
    /// <summary>Of kills on top of kills the newest are kept, and the first.</summary>
    public const int Most = 16;

    private readonly List<KillView> _kills = [];

    /// <summary>Oldest first; empty while the switch is open.</summary>
    public IReadOnlyList<KillView> All => _kills;

    /// <summary>What had been cancelled before; null when that was before the views began.</summary>
    public long? CancelsBefore { get; private set; }

    /// <summary>What had been sent to close positions before; null when that was before the views began.</summary>
    public long? ClosesBefore { get; private set; }

    /// <param name="e">Any event.</param>
    /// <param name="audit">The newest request: a kill's record ends right in front of its event.</param>
    /// <param name="cancels">Sent before this event; null when that is not known.</param>
    /// <param name="closes">Sent before this event; null when that is not known.</param>
    public void OnEvent(in EngineEvent e, AuditView? audit, long? cancels, long? closes)
    {
        if (e.Kind == EventKind.KillReset) { _kills.Clear(); }
        if (e.Kind != EventKind.Kill) { return; }
        if (_kills.Count == 0) { (CancelsBefore, ClosesBefore) = (cancels, closes); }
        if (_kills.Count == Most) { _kills.RemoveAt(1); }
        _kills.Add(new KillView(e.Sequence, e.Time, e.Kill.Flatten != 0, audit?.Sequence == e.Sequence - 1 ? audit.Request : null));
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>What became of rule-set events. Written by the signals stage alone; read it when the engine has stopped.</summary>
public sealed class RuleSetCounts : ISnapshotState
{
    private readonly long[] _refused = new long[Enum.GetValues<RuleSetCode>().Length];
    private readonly long[] _failed = new long[Enum.GetValues<RuleSetCode>().Length];

    public long Staged { get; private set; }

    public long Ready { get; private set; }

    public long Activated { get; private set; }

    public long RolledBack { get; private set; }

    /// <summary>Events that changed nothing, by <see cref="RuleSetCode"/>; sets that did not become ready among them.</summary>
    public ReadOnlySpan<long> Refused => _refused;

    /// <summary>Sets that were stopped, by <see cref="RuleSetCode"/>.</summary>
    public ReadOnlySpan<long> Quarantined => _failed;

    /// <summary>What the first set that threw said, after its name; null when none did. For people: it is in no journal.</summary>
    public string? FirstFailure { get; internal set; }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("rule-set counts");
        transfer.Counts(_refused);
        transfer.Counts(_failed);
        (long staged, long ready, long activated, long rolledBack, string? failure) = (Staged, Ready, Activated, RolledBack, FirstFailure);
        transfer.Value(ref staged);
        transfer.Value(ref ready);
        transfer.Value(ref activated);
        transfer.Value(ref rolledBack);
        transfer.Text(ref failure);
        (Staged, Ready, Activated, RolledBack, FirstFailure) = (staged, ready, activated, rolledBack, failure);
    }

    internal void Failed(RuleSetCode code) => _failed[(int)code]++;

    internal void Add(EventKind change, RuleSetCode code)
    {
        if (code != RuleSetCode.None) { _refused[(int)code]++; return; }
        switch (change)
        {
            case EventKind.RuleSetStage: Staged++; break;
            case EventKind.RuleSetReady: Ready++; break;
            case EventKind.RuleSetActivate: Activated++; break;
            case EventKind.RuleSetRollback: RolledBack++; break;
            default: break;
        }
    }
}

using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Persistence.Journal;

/// <summary>What recovery found in a journal, before anything is changed.</summary>
/// <param name="Directory">The journal.</param>
/// <param name="In">The truth.</param>
/// <param name="Out">What was derived from it.</param>
/// <param name="Epochs">The epochs behind the manifest's; empty when <paramref name="EpochDamage"/> tells why they can't be read.</param>
/// <param name="EpochDamage">What is wrong with <c>epoch.json</c>; null when nothing is.</param>
public sealed record RecoveryInspection(JournalDirectory Directory, StreamInspection In, StreamInspection Out, IReadOnlyList<JournalEpoch> Epochs, string? EpochDamage)
{
    /// <summary>What is wrong with <c>pruned.json</c>; null when nothing is.</summary>
    public string? PruneDamage { get; init; }

    /// <summary>Whether nothing is corrupt but <c>pruned.json</c>, which can be written anew from the first blocks.</summary>
    public bool IsPruningAlone => PruneDamage is not null && EpochDamage is null && StreamVerdict < RecoveryVerdict.Corruption;

    /// <summary>The worse of the two streams' verdicts; an <c>epoch.json</c> or <c>pruned.json</c> that can't be relied on is corruption.</summary>
    public RecoveryVerdict Verdict => EpochDamage is not null || PruneDamage is not null ? RecoveryVerdict.Corruption : StreamVerdict;

    /// <summary>The epoch that ends here.</summary>
    public int Epoch => Epochs.Count == 0 ? Directory.Manifest.Epoch : Epochs[^1].Epoch;

    /// <summary>The semantics of the epoch that ends here.</summary>
    public int EngineSemantics => Epochs.Count == 0 ? Directory.Manifest.EngineSemantics : Epochs[^1].EngineSemantics;

    /// <summary>What the operator should do next.</summary>
    public string Advice => Verdict switch
    {
        RecoveryVerdict.Clean or RecoveryVerdict.Open when Out.Ahead > 0 => "Nothing: the next start puts aside what out has of events that in does not have, and continues.",
        RecoveryVerdict.Clean or RecoveryVerdict.Open => "Nothing: the next start continues it.",
        RecoveryVerdict.TornTail => "Nothing: the next start cuts the torn end off, which was never acknowledged as durable, and continues.",
        RecoveryVerdict.AmbiguousTail => "Nothing: the next start puts the tail aside, of which nothing was acknowledged as durable, and continues.",
        _ when IsPruningAlone => $"Restore '{PruneRecord.FileName}' from a backup; or run `llmtrader journal repair {Directory.Path}`, which writes it anew from the first blocks and needs a snapshot that replaces what is gone; --accept-loss does so without one. Nothing is put aside by that.",
        _ when EpochDamage is not null => $"Restore '{JournalDirectory.EpochsName}' from a backup; or run `llmtrader journal repair {Directory.Path} --accept-loss`, which writes it anew from the blocks.",
        _ when In.Verdict != RecoveryVerdict.Corruption => $"Check the disk. The truth is whole, so nothing is lost for good: `llmtrader journal repair {Directory.Path} --accept-loss` puts the damaged part of out aside, and the replay of the next start rebuilds it.",
        _ => $"Check the disk and restore from a backup; or run `llmtrader journal repair {Directory.Path} --accept-loss`, which keeps {(In.LastSequence < 0 ? "no event" : $"everything up to sequence {In.LastSequence}")} and puts the rest aside.",
    };

    /// <summary>The last sequence that was pruned; null when none was.</summary>
    public long? PrunedThrough => Directory.Pruned.In?.LastSequence;

    /// <summary>The worst of what was found, as a sentence.</summary>
    public string Worst => PruneDamage ?? EpochDamage ?? (In.Verdict >= Out.Verdict ? In : Out).ToString();

    /// <summary>Both streams, and what is wrong with the epochs and the pruning, a line each.</summary>
    public override string ToString() => string.Join('\n', new[] { In.ToString(), Out.ToString(), EpochDamage, PruneDamage }.Where(line => line is not null));

    /// <summary>What <c>pruned.json</c> must have said, when it is damaged or lost.</summary>
    internal PruneRecord? RebuiltPruning { get; init; }

    private RecoveryVerdict StreamVerdict => In.Verdict > Out.Verdict ? In.Verdict : Out.Verdict;
}

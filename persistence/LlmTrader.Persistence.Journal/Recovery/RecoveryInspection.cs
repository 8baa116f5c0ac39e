namespace LlmTrader.Persistence.Journal;

/// <summary>What recovery found in a journal, before anything is changed.</summary>
/// <param name="Directory">The journal.</param>
/// <param name="In">The truth.</param>
/// <param name="Out">What was derived from it.</param>
/// <param name="Epochs">The epochs behind the manifest's; empty when <paramref name="EpochDamage"/> tells why they can't be read.</param>
/// <param name="EpochDamage">What is wrong with <c>epoch.json</c>; null when nothing is.</param>
public sealed record RecoveryInspection(JournalDirectory Directory, StreamInspection In, StreamInspection Out, IReadOnlyList<JournalEpoch> Epochs, string? EpochDamage)
{
    /// <summary>The worse of the two streams' verdicts; an unreadable <c>epoch.json</c> is corruption.</summary>
    public RecoveryVerdict Verdict => EpochDamage is not null ? RecoveryVerdict.Corruption : In.Verdict > Out.Verdict ? In.Verdict : Out.Verdict;

    /// <summary>The epoch that ends here.</summary>
    public int Epoch => Epochs.Count == 0 ? Directory.Manifest.Epoch : Epochs[^1].Epoch;

    /// <summary>The semantics of the epoch that ends here.</summary>
    public int EngineSemantics => Epochs.Count == 0 ? Directory.Manifest.EngineSemantics : Epochs[^1].EngineSemantics;

    /// <summary>What the operator should do next.</summary>
    public string Advice => Verdict switch
    {
        RecoveryVerdict.Clean or RecoveryVerdict.Open => "Nothing: the next start continues it.",
        RecoveryVerdict.TornTail => "Nothing: the next start cuts the torn end off, which was never acknowledged as durable, and continues.",
        RecoveryVerdict.AmbiguousTail => "Nothing: the next start puts the tail aside, of which nothing was acknowledged as durable, and continues.",
        _ when EpochDamage is not null => $"Restore '{JournalDirectory.EpochsName}' from a backup; or run `llmtrader journal repair {Directory.Path} --accept-loss`, which writes it anew from the blocks.",
        _ when In.Verdict != RecoveryVerdict.Corruption => $"Check the disk. The truth is whole, so nothing is lost for good: `llmtrader journal repair {Directory.Path} --accept-loss` puts the damaged part of out aside, and the replay of the next start rebuilds it.",
        _ => $"Check the disk and restore from a backup; or run `llmtrader journal repair {Directory.Path} --accept-loss`, which keeps everything up to sequence {In.LastSequence} and puts the rest aside.",
    };

    /// <summary>Both streams, and what is wrong with the epochs, a line each.</summary>
    public override string ToString() => string.Join('\n', EpochDamage is null ? [In.ToString(), Out.ToString()] : new[] { In.ToString(), Out.ToString(), EpochDamage });
}

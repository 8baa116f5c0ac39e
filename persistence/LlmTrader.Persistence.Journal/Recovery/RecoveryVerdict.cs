namespace LlmTrader.Persistence.Journal;

/// <summary>What became of a stream, from well to ill.</summary>
public enum RecoveryVerdict
{
    /// <summary>It ends with its end mark: a run that was completed, or nothing at all.</summary>
    Clean,

    /// <summary>Every block is whole and there is no end mark: the writer was stopped between two writes.</summary>
    Open,

    /// <summary>It ends in bytes that are no whole block, and nothing says that they had been durable.</summary>
    TornTail,

    /// <summary>As <see cref="TornTail"/>, with whole blocks behind the bad bytes: none of it had been durable, the disk wrote in its own order.</summary>
    AmbiguousTail,

    /// <summary>Something that had been durable is damaged or missing, or a whole block lies where it does not belong.</summary>
    Corruption,
}

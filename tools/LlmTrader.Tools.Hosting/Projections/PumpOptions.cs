namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>How a pump runs.</summary>
public sealed record PumpOptions
{
    /// <summary>End once everything that was durable is in the database, rather than wait for more.</summary>
    public bool CatchUp { get; init; }

    /// <summary>The first failure ends it.</summary>
    public bool FailFast { get; init; }

    /// <summary>Events or records of one stream that a batch reads at most. Larger ones cost fewer round trips; after a failure as much comes again.</summary>
    public int BatchReads { get; init; } = 32_768;

    /// <summary>Keep checkpoints beside the journal, so that pruning spares what the database has not got.</summary>
    public bool RememberFollowers { get; init; } = true;

    /// <summary>What only a person can mend ends it, rather than be tried again once a minute.</summary>
    public bool StopOnRefusal { get; init; }
}

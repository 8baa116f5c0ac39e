namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>How much an observation tells.</summary>
public sealed record ObservationOptions
{
    /// <summary>Of the canonical text in UTF-8: what a model reads for a fair price, and a record of the journal may be.</summary>
    public int MaxBytes { get; init; } = 128 << 10;

    /// <summary>Bars that are told, per instrument and length; figures are computed over all that were read.</summary>
    public int RecentBars { get; init; } = 8;

    /// <summary>The newest decisions that are told.</summary>
    public int RecentDecisions { get; init; } = 20;

    /// <summary>Throws <see cref="ArgumentException"/> that names the option.</summary>
    public ObservationOptions Validated()
    {
        if (MaxBytes is < 1024 or > 16 << 20) { throw new ArgumentException($"Observation option {nameof(MaxBytes)} must be 1 KiB to 16 MiB."); }
        if (RecentBars is < 0 or > 1000) { throw new ArgumentException($"Observation option {nameof(RecentBars)} must be 0 to 1,000."); }
        if (RecentDecisions is < 0 or > 1000) { throw new ArgumentException($"Observation option {nameof(RecentDecisions)} must be 0 to 1,000."); }
        return this;
    }
}

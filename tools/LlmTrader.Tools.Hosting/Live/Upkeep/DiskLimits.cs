namespace LlmTrader.Tools.Hosting.Live.Upkeep;

/// <summary>What happens as the journal's disk fills up.</summary>
public sealed record DiskLimits
{
    /// <summary>From here on the log warns, in percent of the disk in use.</summary>
    public int WarnPercent { get; init; } = 80;

    /// <summary>From here on only orders that reduce pass, in percent of the disk in use: what is open can still be closed and journaled.</summary>
    public int StopEntriesPercent { get; init; } = 92;

    /// <summary>Entries pass again when the disk is so many percent emptier than where they were stopped, so that the state does not flutter.</summary>
    public int RecoverBy { get; init; } = 2;

    /// <summary>With less left entries stop too, whatever the percentage: the next segments of both streams are reserved as a whole.</summary>
    public long LeastFreeBytes { get; init; }
}

namespace LlmTrader.Tools.Hosting.Live.Upkeep;

/// <summary>What is done beside a running engine, by processes of its own.</summary>
public sealed record UpkeepOptions
{
    /// <summary>A snapshot is made when so many events came since the last one; 0 makes none.</summary>
    public long SnapshotEvents { get; init; } = 5_000_000;

    /// <summary>And when the last one is so old, if anything came since.</summary>
    public TimeSpan SnapshotAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Segments that are older, and that nobody needs, are removed once a day; null keeps all.</summary>
    public int? RetainDays { get; init; } = 90;
}

namespace LlmTrader.Tools.Hosting.Views;

/// <summary>How much the views remember. All of it is taken at the start, or with the first bar or book of a series.</summary>
public sealed record ViewOptions
{
    /// <summary>Orders that are done and still listed, the newest; open ones are always listed.</summary>
    public int DoneOrders { get; init; } = 2_048;

    /// <summary>The newest fills.</summary>
    public int Fills { get; init; } = 4_096;

    /// <summary>The newest decisions, shadow decisions included.</summary>
    public int Decisions { get; init; } = 2_048;

    /// <summary>The newest verdicts of rules that were broken, and the newest cash flows, changes of rule sets and operators' events.</summary>
    public int Notes { get; init; } = 1_024;

    /// <summary>The newest closed bars of each instrument and specification; fewer where the series are so many that they would take more than 64 MiB.</summary>
    public int BarsPerSeries { get; init; } = 500;

    /// <summary>Instruments whose level-2 book is kept, in the order of their first piece; about 1.7 MB each.</summary>
    public int Books { get; init; } = 64;

    /// <summary>Events before the snapshot that are looked through for operators' requests.</summary>
    public int AuditEvents { get; init; } = 1_000_000;

    /// <summary>Snapshots of later sequences are passed over; −1 takes none. An engine that has just recovered knows which one it believed.</summary>
    public long SnapshotUpTo { get; init; } = long.MaxValue;

    /// <summary>How long a reader waits while events are folded.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> that names the option.</summary>
    public ViewOptions Validated()
    {
        foreach ((int value, string name) in new[] { (DoneOrders, nameof(DoneOrders)), (Fills, nameof(Fills)), (Decisions, nameof(Decisions)), (Notes, nameof(Notes)), (BarsPerSeries, nameof(BarsPerSeries)) })
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 20, name);
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Books);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Books, 1024, nameof(Books));
        return this;
    }
}

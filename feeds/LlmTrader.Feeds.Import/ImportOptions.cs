using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>What becomes of a row that can't be used.</summary>
public enum RowPolicy
{
    /// <summary>Throws <see cref="ImportException"/>.</summary>
    Error,

    /// <summary>Leaves it out and counts it.</summary>
    Skip,
}

/// <summary>What becomes of a row whose time lies before the previous row's.</summary>
public enum OutOfOrderPolicy
{
    /// <summary>Throws <see cref="ImportException"/>.</summary>
    Error,

    /// <summary>Takes it, counted: engine time stays at the previous row's, exchange time is the row's own.</summary>
    Accept,

    /// <summary>Leaves it out and counts it.</summary>
    Skip,
}

/// <summary>How one file is imported. Immutable; checked when the source opens.</summary>
public sealed record ImportOptions
{
    /// <summary>The file's one instrument; its scales decide how many decimals a number may have.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>Period of ready-made bars, when the layout does not know it.</summary>
    public BarSpec? BarSpec { get; init; }

    /// <summary>The bars' place in the engine's bar specifications.</summary>
    public BarSpecId BarSpecId { get; init; }

    /// <summary>The local day of files that hold times of the day only.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Added to the exchange time to get the event's time; zero to one day.</summary>
    public Duration FeedLatency { get; init; }

    /// <summary>The event's time is the recorded receive time instead of exchange time + latency.</summary>
    public bool UseReceiveTime { get; init; }

    public RowPolicy OnBadRow { get; init; } = RowPolicy.Error;

    /// <summary>By the receive time with <see cref="UseReceiveTime"/>, else by the exchange time.</summary>
    public OutOfOrderPolicy OutOfOrder { get; init; } = OutOfOrderPolicy.Error;

    /// <summary>
    /// Trades whose id was there before (or is too old to tell: more than 65,536 below the highest), bars with the open time
    /// of the last. Rows without an id are never duplicates, however alike.
    /// </summary>
    public RowPolicy Duplicates { get; init; } = RowPolicy.Skip;

    /// <summary>Rows whose symbol column names another instrument.</summary>
    public RowPolicy OtherInstruments { get; init; } = RowPolicy.Error;

    /// <summary>Skipped rows that <see cref="ImportCounts.Examples"/> keeps.</summary>
    public int MaxExamples { get; init; } = 10;

    /// <summary>Which entry of a zip with several; null: its only CSV.</summary>
    public string? ZipEntry { get; init; }

    /// <summary>Read buffer; no line may be longer. 256 KiB keeps system calls rare and fits the second-level cache.</summary>
    public int BufferBytes { get; init; } = LineReader.DefaultBufferBytes;

    /// <summary>Throws <see cref="ArgumentException"/> that names the option.</summary>
    public ImportOptions Validated()
    {
        Instrument.Validated();
        Require(BarSpec is not { } spec || spec.Aggregation == BarAggregation.Time, nameof(BarSpec), "a time bar such as 1m");
        Require(FeedLatency >= Duration.Zero && FeedLatency <= Duration.FromDays(1), nameof(FeedLatency), "zero to one day");
        Require(MaxExamples is >= 0 and <= 10_000, nameof(MaxExamples), "0 to 10,000");
        Require(BufferBytes is >= 256 and <= 1 << 26, nameof(BufferBytes), "256 bytes to 64 MiB");
        return this;
    }

    private static void Require(bool condition, string option, string expected)
    {
        if (!condition) { throw new ArgumentException($"{option} must be {expected}."); }
    }
}

namespace LlmTrader.Feeds.Import;

/// <summary>What is wrong with an input.</summary>
public enum ImportFault : byte
{
    None,

    // The file as a whole: always an error.
    FileNotFound,
    NotAFile,
    Unreadable,
    UnsupportedFormat,
    ZipEntry,
    Empty,
    Truncated,
    Corrupt,
    MissingColumn,
    AmbiguousColumn,
    UnknownZone,
    MissingOption,
    LineTooLong,

    // One row: an error, or skipped and counted, by policy.
    FieldCount,
    UnbalancedQuote,
    NotANumber,
    TooPrecise,
    TooLarge,

    /// <summary>A price or a quantity that is negative, or zero where only both together may be.</summary>
    NotPositive,
    TimeFormat,

    /// <summary>Before 1980 or after 2199: almost always a wrong time unit.</summary>
    TimeOutOfRange,

    /// <summary>A local time that the clocks jumped over.</summary>
    TimeNeverWas,
    Side,
    TradeId,
    HighBelowLow,

    /// <summary>A bar that closes later than its period allows.</summary>
    CloseTime,

    /// <summary>A bar that opens before the previous one has closed.</summary>
    BarOverlap,

    /// <summary>A line that is not a receive time and one JSON object.</summary>
    Json,

    /// <summary>A frame without a field that its kind has.</summary>
    MissingField,
    TooManyLevels,
    WrongInstrument,
    OutOfOrder,
    Duplicate,
}

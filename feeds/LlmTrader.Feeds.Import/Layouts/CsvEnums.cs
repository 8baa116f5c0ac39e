namespace LlmTrader.Feeds.Import;

/// <summary>What a row of a file is.</summary>
public enum CsvKind
{
    Trade,
    Quote,
    Bar,
}

/// <summary>What the number or the text in a time column means. Numbers are UTC, may have decimals and count from 1970-01-01.</summary>
public enum CsvTimeUnit
{
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,

    /// <summary>By the size of each number: below 10^11 seconds, below 10^14 ms, below 10^17 µs, else ns. Never chosen unasked.</summary>
    AutoByMagnitude,

    /// <summary><c>2024-08-08 23:54:14[.087896568]</c> or ISO 8601 with <c>T</c>; with <c>Z</c> or <c>+08:00</c> that offset counts, else the layout's zone.</summary>
    Text,

    /// <summary>Milliseconds of wall-clock time since midnight, in the layout's zone, of <see cref="ImportOptions.Date"/>.</summary>
    MillisecondsOfDay,
}

/// <summary>How a side column names the aggressor, the one who took liquidity.</summary>
public enum SideConvention
{
    /// <summary>true or 1: the buyer was the maker, so the aggressor sold; false or 0: the aggressor bought.</summary>
    BuyerIsMaker,

    /// <summary>true or 1: the aggressor bought; false or 0: it sold.</summary>
    TakerIsBuyer,

    /// <summary>buy, b, sell or s in any case; empty, n or unknown is <c>Side.None</c>.</summary>
    TakerSide,
}

namespace LlmTrader.Feeds.Binance;

/// <summary>Why a frame can't be used.</summary>
public enum BinanceFault
{
    None,

    /// <summary>It is no JSON object, or damaged.</summary>
    Json,

    /// <summary>A field is not there, or has another type than it should.</summary>
    MissingField,
    NotANumber,
    TooPrecise,
    TooLarge,

    /// <summary>A negative quantity, or a price that is zero or negative.</summary>
    NotPositive,

    /// <summary>A time before 1980 or after 2199: another unit than ms.</summary>
    TimeOutOfRange,

    /// <summary>More than <see cref="DepthMessage.MaxLevels"/> levels on one side.</summary>
    TooManyLevels,
}

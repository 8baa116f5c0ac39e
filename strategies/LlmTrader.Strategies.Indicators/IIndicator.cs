using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Indicators;

/// <summary>
/// One step of an indicator's input. Indicators over a bar read open to volume; indicators over a series read
/// <see cref="Value"/>, which is the close unless the caller feeds something else.
/// </summary>
public readonly record struct IndicatorInput
{
    public double Open { get; init; }

    public double High { get; init; }

    public double Low { get; init; }

    public double Close { get; init; }

    /// <summary>In whole units of the base asset.</summary>
    public double Volume { get; init; }

    /// <summary>The series' value; <see cref="Close"/> for a bar.</summary>
    public double Value { get; init; }

    /// <summary>Index of the trading session that the bar belongs to; session-anchored indicators start anew when it changes.</summary>
    public long Session { get; init; }

    /// <summary>A step of a plain series: every price is the value, volume 0.</summary>
    public static IndicatorInput Of(double value) => new() { Open = value, High = value, Low = value, Close = value, Value = value };
}

/// <summary>
/// A streaming indicator: one update per bar in amortised O(1), nothing allocated after construction, no look ahead.
/// Outputs are NaN until enough input has come; a NaN input makes the outputs NaN for as long as it matters. One that
/// loads the state of another with the same parameters gives the same bits from then on.
/// </summary>
public interface IIndicator : ISnapshotState
{
    /// <summary>Updates until every output is defined.</summary>
    int WarmUp { get; }

    /// <summary>How many numbers it gives at each step.</summary>
    int OutputCount { get; }

    /// <summary>An output after the last update; 0 is the main one.</summary>
    double this[int output] { get; }

    void Update(in IndicatorInput input);
}

using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Statistics;

/// <summary>
/// The least-squares line through the last n values. Outputs: 0 slope (per update), 1 intercept, 2 r², 3 the line's
/// value at the newest bar.
/// </summary>
/// <remarks>
/// Source: ordinary least squares over x = 0 (oldest of the window) to n - 1 (newest), so the intercept is the line at the
/// oldest bar, as in TA-Lib's LINEARREG_INTERCEPT. Against an absolute index i of the newest bar it is
/// intercept - slope * (i - n + 1). r² is NaN when all values are equal. Reads Value. Warm-up: n. No seed.
/// A missing value takes n updates to leave.
/// </remarks>
public sealed class LinearRegression : IIndicator
{
    private readonly RollingRegression _regression;

    /// <param name="length">Values fitted, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public LinearRegression(int length) => _regression = new RollingRegression(Parameter.Length(length, minimum: 2));

    public int WarmUp => _regression.Length;

    public int OutputCount => 4;

    /// <summary>Change of the line per update.</summary>
    public double Slope => _regression.Slope;

    /// <summary>The line at the oldest bar of the window.</summary>
    public double Intercept => _regression.Intercept;

    /// <summary>The share of the variance that the line explains, 0 to 1.</summary>
    public double RSquared => _regression.RSquared;

    /// <summary>The line at the newest bar.</summary>
    public double End => _regression.End;

    public double this[int output] => output switch
    {
        0 => Slope,
        1 => Intercept,
        2 => RSquared,
        3 => End,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input) => _regression.Add(input.Value);

    public void Transfer(ISnapshotTransfer transfer) => transfer.Part(_regression);
}

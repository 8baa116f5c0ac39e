using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>
/// The realised volatility of the last n log returns, scaled to a year. Output 0: the volatility as a fraction (0.2 is
/// 20 % a year).
/// </summary>
/// <remarks>
/// Source: Hull, "Options, Futures and Other Derivatives": s * sqrt(periods a year), s being the deviation of ln(p / p').
/// Reads Value. Warm-up: n + 1, since the first return needs two prices. No seed. A missing price, or one of zero or less,
/// takes n + 1 updates to leave.
/// </remarks>
public sealed class HistoricalVolatility : SeriesIndicator
{
    private readonly RollingMoments _returns;
    private readonly bool _isSample;
    private readonly double _scale;
    private double _previous = double.NaN;

    /// <param name="length">Returns looked at, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="periodsPerYear">Bars in a year (252 daily on a stock exchange, 365 daily on a crypto venue), 1 to 1e9.</param>
    /// <param name="dispersion">The deviation's divisor; Hull takes the sample's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public HistoricalVolatility(int length, double periodsPerYear = 252.0, Dispersion dispersion = Dispersion.Sample)
    {
        _returns = new RollingMoments(Parameter.Length(length, minimum: 2));
        _scale = Math.Sqrt(Parameter.Within(periodsPerYear, 1.0, 1e9));
        _isSample = dispersion == Dispersion.Sample;
    }

    public override int WarmUp => _returns.Length + 1;

    protected override double Compute(double value)
    {
        bool isReturn = value > 0.0 && _previous > 0.0;
        _returns.Add(isReturn ? DeterministicMath.Log(value / _previous) : double.NaN);
        _previous = value;
        return _scale * (_isSample ? _returns.SampleDeviation : _returns.PopulationDeviation);
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_returns);
        transfer.Value(ref _previous);
    }
}

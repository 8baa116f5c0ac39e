using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>
/// The least-squares line through the last <see cref="Length"/> values over x = 0 (oldest) to length - 1 (newest):
/// O(1) at every update and free of drift, by the sums of <see cref="RollingWeightedSum"/> and <see cref="RollingMoments"/>.
/// </summary>
public sealed class RollingRegression : ISnapshotState
{
    private readonly RollingWeightedSum _sums;
    private readonly RollingMoments _moments;
    private readonly double _length;
    private readonly double _spread;   // n * sum of (x - mean x)^2 = n^2 (n^2 - 1) / 12.

    /// <exception cref="ArgumentOutOfRangeException">The length is not in 2 to <see cref="Parameter.MaxLength"/>.</exception>
    public RollingRegression(int length)
    {
        _sums = new RollingWeightedSum(Parameter.Length(length, minimum: 2));
        _moments = new RollingMoments(length);
        _length = length;
        _spread = _length * _length * (_length * _length - 1.0) / 12.0;
    }

    public int Length => _sums.Length;

    public bool IsFull => _sums.IsFull;

    /// <summary>Change per update; NaN until the window is full, like all that follow.</summary>
    public double Slope => CrossScatter / _spread;

    /// <summary>The line at x = 0, the oldest value's place.</summary>
    public double Intercept => _moments.Mean - Slope * (_length - 1.0) / 2.0;

    /// <summary>The line at the newest value's place.</summary>
    public double End => _moments.Mean + Slope * (_length - 1.0) / 2.0;

    /// <summary>The share of the variance that the line explains, 0 to 1; NaN when the values are all equal.</summary>
    public double RSquared
    {
        get
        {
            double cross = CrossScatter;
            double scatter = _moments.PopulationVariance * _length * _length;
            return scatter > 0.0 ? Math.Min(1.0, cross / _spread * (cross / scatter)) : double.NaN;
        }
    }

    /// <summary>n times the sum of (x - mean x)(y - mean y); with weights of x + 1 it is n * W - S * n (n + 1) / 2.</summary>
    private double CrossScatter => IsFull
        ? _sums.ExactWeightedSum.Times(_length).Minus(_sums.ExactSum.Times(_length * (_length + 1.0) / 2.0)).High
        : double.NaN;

    public void Add(double value)
    {
        _sums.Add(value);
        _moments.Add(value);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_sums);
        transfer.Part(_moments);
    }
}

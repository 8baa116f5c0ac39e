using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>Mean and variance of the last <see cref="Length"/> values: O(1) at every update and free of drift.</summary>
/// <remarks>
/// The sums of values and of exact squares have about 32 digits and are renewed at each wrap of the ring as in
/// <see cref="RollingSum"/>, so n*S2 - S1*S1 keeps nine digits for a deviation as small as 1e-11 of the mean, where
/// doubles alone would lose all of them. Where a leaving square dwarfs all that stay, even these digits are not enough,
/// and the sums are computed anew at once; within one length that can happen only as often as the range of doubles holds
/// the factor, some forty times, so the cost stays amortised O(1). A missing value clears it.
/// </remarks>
public sealed class RollingMoments : ISnapshotState
{
    private const double Dwarfing = 1e12;

    private readonly double[] _ring;
    private DoubleDouble _sum;
    private DoubleDouble _squares;
    private DoubleDouble _arrivals;
    private DoubleDouble _squaredArrivals;
    private int _next;
    private int _count;

    /// <exception cref="ArgumentOutOfRangeException">The length is not in 1 to <see cref="Parameter.MaxLength"/>.</exception>
    public RollingMoments(int length) => _ring = new double[Parameter.Length(length)];

    public int Length => _ring.Length;

    public bool IsFull => _count == _ring.Length;

    /// <summary>NaN until the window is full, like all that follow.</summary>
    public double Sum => IsFull ? _sum.High : double.NaN;

    public double Mean => Sum / _ring.Length;

    /// <summary>Divided by n: the variance of exactly these values.</summary>
    public double PopulationVariance => Scatter / ((double)_ring.Length * _ring.Length);

    /// <summary>Divided by n - 1: an estimate for what the values were drawn from; NaN for a window of one.</summary>
    public double SampleVariance => _ring.Length == 1 ? double.NaN : Scatter / ((double)_ring.Length * (_ring.Length - 1));

    public double PopulationDeviation => Math.Sqrt(PopulationVariance);

    public double SampleDeviation => Math.Sqrt(SampleVariance);

    /// <summary>n times the sum of squared distances from the mean.</summary>
    private double Scatter => IsFull
        ? Math.Max(0.0, _squares.Times(_ring.Length).Minus(_sum.Times(_sum)).High)   // Rounding may not make it negative.
        : double.NaN;

    public void Add(double value)
    {
        if (Sample.IsMissing(value))
        {
            Clear();
            return;
        }

        if (IsFull)
        {
            Remove(_ring[_next]);
        }
        else
        {
            _count++;
        }

        _ring[_next] = value;
        DoubleDouble square = DoubleDouble.Product(value, value);
        _sum = _sum.Plus(value);
        _squares = _squares.Plus(square);
        _arrivals = _arrivals.Plus(value);
        _squaredArrivals = _squaredArrivals.Plus(square);
        if (++_next == _ring.Length) { Rebuild(); }
    }

    public void Clear()
    {
        _sum = default;
        _squares = default;
        _arrivals = default;
        _squaredArrivals = default;
        _next = 0;
        _count = 0;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Values(_ring.AsSpan());
        transfer.Value(ref _sum);
        transfer.Value(ref _squares);
        transfer.Value(ref _arrivals);
        transfer.Value(ref _squaredArrivals);
        transfer.Value(ref _next);
        transfer.Value(ref _count);
    }

    /// <summary>Whether the value that the next update pushes out will have the sums computed anew.</summary>
    internal bool NextDwarfsTheRest()
    {
        DoubleDouble square = DoubleDouble.Product(_ring[_next], _ring[_next]);
        return IsFull && square.High > Dwarfing * _squares.Minus(square).High;
    }

    private void Remove(double leaving)
    {
        DoubleDouble square = DoubleDouble.Product(leaving, leaving);
        _sum = _sum.Minus(leaving);
        _squares = _squares.Minus(square);
        if (square.High > Dwarfing * _squares.High) { SumAllButNext(); }
    }

    private void SumAllButNext()
    {
        _sum = default;
        _squares = default;
        for (int i = 0; i < _ring.Length; i++)
        {
            if (i == _next) { continue; }
            _sum = _sum.Plus(_ring[i]);
            _squares = _squares.Plus(DoubleDouble.Product(_ring[i], _ring[i]));
        }
    }

    private void Rebuild()
    {
        _sum = _arrivals;
        _squares = _squaredArrivals;
        _arrivals = default;
        _squaredArrivals = default;
        _next = 0;
    }
}

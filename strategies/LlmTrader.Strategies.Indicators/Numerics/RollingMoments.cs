namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>Mean and variance of the last <see cref="Length"/> values: O(1) at every update and free of drift.</summary>
/// <remarks>
/// The sums of values and of exact squares have about 32 digits and are renewed at each wrap of the ring as in
/// <see cref="RollingSum"/>, so n*S2 - S1*S1 keeps nine digits for a deviation as small as 1e-11 of the mean, where
/// doubles alone would lose all of them. A missing value clears it.
/// </remarks>
public sealed class RollingMoments
{
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
            double leaving = _ring[_next];
            _sum = _sum.Minus(leaving);
            _squares = _squares.Minus(DoubleDouble.Product(leaving, leaving));
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

    private void Rebuild()
    {
        _sum = _arrivals;
        _squares = _squaredArrivals;
        _arrivals = default;
        _squaredArrivals = default;
        _next = 0;
    }
}

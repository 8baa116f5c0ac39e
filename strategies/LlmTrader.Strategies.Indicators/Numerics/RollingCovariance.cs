using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>Covariance, correlation and beta of the last <see cref="Length"/> pairs: O(1) at every update and free of drift.</summary>
/// <remarks>
/// Sums as in <see cref="RollingMoments"/>, computed anew, too, where the leaving pair dwarfs all that stay; a missing
/// value on either side clears both.
/// </remarks>
public sealed class RollingCovariance : ISnapshotState
{
    private readonly RollingMoments _x;
    private readonly RollingMoments _y;
    private readonly double[] _xs;
    private readonly double[] _ys;
    private DoubleDouble _sumX;
    private DoubleDouble _sumY;
    private DoubleDouble _products;
    private DoubleDouble _arrivalsX;
    private DoubleDouble _arrivalsY;
    private DoubleDouble _arrivingProducts;
    private int _next;

    /// <exception cref="ArgumentOutOfRangeException">The length is not in 2 to <see cref="Parameter.MaxLength"/>.</exception>
    public RollingCovariance(int length)
    {
        _xs = new double[Parameter.Length(length, minimum: 2)];
        _ys = new double[length];
        _x = new RollingMoments(length);
        _y = new RollingMoments(length);
    }

    public int Length => _xs.Length;

    public bool IsFull => _x.IsFull;

    public double MeanX => _x.Mean;

    public double MeanY => _y.Mean;

    public double VarianceX => _x.PopulationVariance;

    public double VarianceY => _y.PopulationVariance;

    /// <summary>The population covariance; NaN until the window is full, like all that follow.</summary>
    public double Covariance => IsFull
        ? _products.Times(Length).Minus(_sumX.Times(_sumY)).High / ((double)Length * Length)
        : double.NaN;

    /// <summary>Pearson's r in -1 to 1; NaN when either side does not move.</summary>
    public double Correlation
    {
        get
        {
            double scale = Math.Sqrt(VarianceX) * Math.Sqrt(VarianceY);
            return scale > 0.0 ? Math.Clamp(Covariance / scale, -1.0, 1.0) : double.NaN;
        }
    }

    /// <summary>The slope of y over x: covariance over the variance of x; NaN when x does not move.</summary>
    public double Beta => VarianceX > 0.0 ? Covariance / VarianceX : double.NaN;

    public void Add(double x, double y)
    {
        if (Sample.IsMissing(x) || Sample.IsMissing(y))
        {
            Clear();
            return;
        }

        if (IsFull)
        {
            _sumX = _sumX.Minus(_xs[_next]);
            _sumY = _sumY.Minus(_ys[_next]);
            _products = _products.Minus(DoubleDouble.Product(_xs[_next], _ys[_next]));
            if (_x.NextDwarfsTheRest() || _y.NextDwarfsTheRest()) { SumAllButNext(); }
        }

        _xs[_next] = x;
        _ys[_next] = y;
        DoubleDouble product = DoubleDouble.Product(x, y);
        _sumX = _sumX.Plus(x);
        _sumY = _sumY.Plus(y);
        _products = _products.Plus(product);
        _arrivalsX = _arrivalsX.Plus(x);
        _arrivalsY = _arrivalsY.Plus(y);
        _arrivingProducts = _arrivingProducts.Plus(product);
        _x.Add(x);
        _y.Add(y);
        if (++_next == _xs.Length) { Rebuild(); }
    }

    public void Clear()
    {
        _x.Clear();
        _y.Clear();
        _sumX = default;
        _sumY = default;
        _products = default;
        StartArrivals();
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_x);
        transfer.Part(_y);
        transfer.Values(_xs.AsSpan());
        transfer.Values(_ys.AsSpan());
        transfer.Value(ref _sumX);
        transfer.Value(ref _sumY);
        transfer.Value(ref _products);
        transfer.Value(ref _arrivalsX);
        transfer.Value(ref _arrivalsY);
        transfer.Value(ref _arrivingProducts);
        transfer.Value(ref _next);
    }

    private void SumAllButNext()
    {
        _sumX = default;
        _sumY = default;
        _products = default;
        for (int i = 0; i < _xs.Length; i++)
        {
            if (i == _next) { continue; }
            _sumX = _sumX.Plus(_xs[i]);
            _sumY = _sumY.Plus(_ys[i]);
            _products = _products.Plus(DoubleDouble.Product(_xs[i], _ys[i]));
        }
    }

    private void Rebuild()
    {
        _sumX = _arrivalsX;
        _sumY = _arrivalsY;
        _products = _arrivingProducts;
        StartArrivals();
    }

    private void StartArrivals()
    {
        _arrivalsX = default;
        _arrivalsY = default;
        _arrivingProducts = default;
        _next = 0;
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>
/// The sum of the last <see cref="Length"/> values, and the same sum with the weights 1 (oldest) to length (newest).
/// </summary>
/// <remarks>
/// W' = W - S + length * x, S' = S - oldest + x, with about 32 digits and the same renewal at each wrap of the ring as
/// <see cref="RollingSum"/>: the place in the ring plus one is then the weight, so the arrivals' sum is the window's.
/// A missing value clears it.
/// </remarks>
public sealed class RollingWeightedSum : ISnapshotState
{
    private readonly double[] _ring;
    private DoubleDouble _sum;
    private DoubleDouble _weighted;
    private DoubleDouble _arrivals;
    private DoubleDouble _weightedArrivals;
    private int _next;
    private int _count;

    /// <exception cref="ArgumentOutOfRangeException">The length is not in 1 to <see cref="Parameter.MaxLength"/>.</exception>
    public RollingWeightedSum(int length) => _ring = new double[Parameter.Length(length)];

    public int Length => _ring.Length;

    public bool IsFull => _count == _ring.Length;

    /// <summary>The plain sum; NaN until the window is full.</summary>
    public double Sum => IsFull ? _sum.High : double.NaN;

    /// <summary>The weighted sum; NaN until the window is full.</summary>
    public double WeightedSum => IsFull ? _weighted.High : double.NaN;

    internal DoubleDouble ExactSum => _sum;

    internal DoubleDouble ExactWeightedSum => _weighted;

    public void Add(double value)
    {
        if (Sample.IsMissing(value))
        {
            Clear();
            return;
        }

        if (IsFull)
        {
            _weighted = _weighted.Minus(_sum);
            _sum = _sum.Minus(_ring[_next]);
        }
        else
        {
            _count++;
        }

        _ring[_next] = value;
        DoubleDouble arrival = DoubleDouble.Product(value, _next + 1);
        _weightedArrivals = _weightedArrivals.Plus(arrival);
        _arrivals = _arrivals.Plus(value);
        _weighted = _weighted.Plus(IsFull ? DoubleDouble.Product(value, _ring.Length) : arrival);
        _sum = _sum.Plus(value);
        if (++_next == _ring.Length) { Rebuild(); }
    }

    public void Clear()
    {
        _sum = default;
        _weighted = default;
        _arrivals = default;
        _weightedArrivals = default;
        _next = 0;
        _count = 0;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Values(_ring.AsSpan());
        transfer.Value(ref _sum);
        transfer.Value(ref _weighted);
        transfer.Value(ref _arrivals);
        transfer.Value(ref _weightedArrivals);
        transfer.Value(ref _next);
        transfer.Value(ref _count);
    }

    private void Rebuild()
    {
        _sum = _arrivals;
        _weighted = _weightedArrivals;
        _arrivals = default;
        _weightedArrivals = default;
        _next = 0;
    }
}

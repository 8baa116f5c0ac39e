using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>
/// The sum and the mean of the last <see cref="Length"/> values: O(1) at every update and free of drift.
/// </summary>
/// <remarks>
/// Two things keep it exact. The running sum has about 32 digits, so that what a leaving value takes away is what it
/// brought. And a second sum collects only arrivals: each time the ring wraps, it is the window's sum computed without
/// a single subtraction, and replaces the running one. No update costs more than another.
/// A missing value (<see cref="Sample.IsMissing"/>) clears it.
/// </remarks>
public sealed class RollingSum : ISnapshotState
{
    private readonly double[] _ring;
    private DoubleDouble _sum;
    private DoubleDouble _arrivals;
    private int _next;
    private int _count;

    /// <exception cref="ArgumentOutOfRangeException">The length is not in 1 to <see cref="Parameter.MaxLength"/>.</exception>
    public RollingSum(int length) => _ring = new double[Parameter.Length(length)];

    public int Length => _ring.Length;

    public bool IsFull => _count == _ring.Length;

    /// <summary>The sum; NaN until the window is full.</summary>
    public double Value => IsFull ? _sum.High : double.NaN;

    /// <summary>The arithmetic mean; NaN until the window is full.</summary>
    public double Mean => Value / _ring.Length;

    /// <summary>The value that the next update pushes out; NaN until the window is full.</summary>
    public double Oldest => IsFull ? _ring[_next] : double.NaN;

    public void Add(double value)
    {
        if (Sample.IsMissing(value))
        {
            Clear();
            return;
        }

        if (IsFull) { _sum = _sum.Minus(_ring[_next]); }
        else { _count++; }

        _ring[_next] = value;
        _sum = _sum.Plus(value);
        _arrivals = _arrivals.Plus(value);
        if (++_next == _ring.Length) { Rebuild(); }
    }

    public void Clear()
    {
        _sum = default;
        _arrivals = default;
        _next = 0;
        _count = 0;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Values(_ring.AsSpan());
        transfer.Value(ref _sum);
        transfer.Value(ref _arrivals);
        transfer.Value(ref _next);
        transfer.Value(ref _count);
    }

    private void Rebuild()
    {
        _sum = _arrivals;
        _arrivals = default;
        _next = 0;
    }
}

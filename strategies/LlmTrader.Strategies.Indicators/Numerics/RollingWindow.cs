using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>The last <see cref="Length"/> values in a ring, NaN among them if they were given.</summary>
public sealed class RollingWindow : ISnapshotState
{
    private readonly double[] _ring;
    private int _newest = -1;
    private int _count;

    /// <exception cref="ArgumentOutOfRangeException">The length is not in 1 to <see cref="Parameter.MaxLength"/>.</exception>
    public RollingWindow(int length) => _ring = new double[Parameter.Length(length)];

    public int Length => _ring.Length;

    /// <summary>How many values it holds now.</summary>
    public int Count => _count;

    public bool IsFull => Count == _ring.Length;

    /// <summary>The oldest value once the window is full, NaN before.</summary>
    public double Oldest => this[_ring.Length - 1];

    /// <summary>The value <paramref name="age"/> updates ago, 0 being the last one; NaN where there is none yet.</summary>
    public double this[int age]
    {
        get
        {
            if ((uint)age >= (uint)Count) { return double.NaN; }
            int index = _newest - age;
            return _ring[index >= 0 ? index : index + _ring.Length];
        }
    }

    public void Add(double value)
    {
        _newest = _newest + 1 < _ring.Length ? _newest + 1 : 0;
        _ring[_newest] = value;
        if (Count < _ring.Length) { _count++; }
    }

    public void Clear()
    {
        _count = 0;
        _newest = -1;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Values(_ring.AsSpan());
        transfer.Value(ref _newest);
        transfer.Value(ref _count);
    }
}

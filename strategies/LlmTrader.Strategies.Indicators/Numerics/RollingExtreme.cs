using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>
/// The highest or lowest of the last <see cref="Length"/> values, and how long ago it came: amortised O(1) by a
/// monotonic deque (each value enters and leaves it once). A missing value clears it.
/// </summary>
public sealed class RollingExtreme : ISnapshotState
{
    private readonly double[] _values;   // Ring of candidates, best first; a candidate is beaten by no later value.
    private readonly long[] _times;
    private readonly double _sign;
    private readonly bool _latestOfEqual;
    private int _head;
    private int _candidates;
    private long _time;

    private RollingExtreme(int length, double sign, bool latestOfEqual)
    {
        _values = new double[Parameter.Length(length)];
        _times = new long[length];
        _sign = sign;
        _latestOfEqual = latestOfEqual;
    }

    public int Length => _values.Length;

    public bool IsFull => _time >= _values.Length;

    /// <summary>The extreme; NaN until the window is full.</summary>
    public double Value => IsFull ? _sign * _values[_head] : double.NaN;

    /// <summary>Updates since the extreme came, 0 for the last one; -1 until the window is full.</summary>
    public int Age => IsFull ? (int)(_time - _times[_head]) : -1;

    /// <param name="length">Values in the window, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="latestOfEqual">Which of equal values <see cref="Age"/> counts from; it does not matter for <see cref="Value"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public static RollingExtreme Highest(int length, bool latestOfEqual = true) => new(length, 1.0, latestOfEqual);

    /// <inheritdoc cref="Highest"/>
    public static RollingExtreme Lowest(int length, bool latestOfEqual = true) => new(length, -1.0, latestOfEqual);

    public void Add(double value)
    {
        if (Sample.IsMissing(value))
        {
            Clear();
            return;
        }

        _time++;
        if (_candidates > 0 && _time - _times[_head] >= _values.Length) { RemoveHead(); }

        double signed = _sign * value;
        while (_candidates > 0 && IsBeatenBy(signed, _values[Place(_candidates - 1)])) { _candidates--; }

        int tail = Place(_candidates++);
        _values[tail] = signed;
        _times[tail] = _time;
    }

    public void Clear()
    {
        _head = 0;
        _candidates = 0;
        _time = 0;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Values(_values.AsSpan());
        transfer.Values(_times.AsSpan());
        transfer.Value(ref _head);
        transfer.Value(ref _candidates);
        transfer.Value(ref _time);
    }

    private bool IsBeatenBy(double arrival, double candidate) => _latestOfEqual ? candidate <= arrival : candidate < arrival;

    private void RemoveHead()
    {
        _head = Place(1);
        _candidates--;
    }

    private int Place(int candidate)
    {
        int index = _head + candidate;
        return index < _values.Length ? index : index - _values.Length;
    }
}

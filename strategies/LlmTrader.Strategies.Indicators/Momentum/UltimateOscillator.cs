using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Ultimate oscillator: 100 * (4 * A(fast) + 2 * A(middle) + A(slow)) / 7, where A is the sum of buying pressure
/// (close - true low) over the sum of the true range, 0 to 1 (L. Williams, Technical Analysis of Stocks and Commodities,
/// April 1985). A window without range counts as one half. True low and range need the close before, so the first bar
/// only gives that. Warm-up: slow + 1. A NaN starts it anew.
/// </summary>
public sealed class UltimateOscillator : IIndicator
{
    private readonly Term _fast;
    private readonly Term _middle;
    private readonly Term _slow;
    private double _previousClose = double.NaN;
    private double _value = double.NaN;

    /// <param name="fast">1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="middle">Above <paramref name="fast"/>.</param>
    /// <param name="slow">Above <paramref name="middle"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public UltimateOscillator(int fast = 7, int middle = 14, int slow = 28)
    {
        _fast = new Term(Parameter.Length(fast));
        _middle = new Term(Parameter.Length(middle, minimum: fast + 1));
        _slow = new Term(Parameter.Length(slow, minimum: middle + 1));
    }

    public int WarmUp => _slow.Length + 1;

    public int OutputCount => 1;

    public double this[int output] => output == 0 ? _value : throw Parameter.NoSuchOutput(output);

    public void Update(in IndicatorInput input)
    {
        bool isMissing = Sample.IsMissing(input.High) || Sample.IsMissing(input.Low) || Sample.IsMissing(input.Close);
        double trueLow = Math.Min(isMissing ? double.NaN : input.Low, _previousClose);   // NaN on the first bar too.
        double range = Math.Max(input.High, _previousClose) - trueLow;
        double pressure = input.Close - trueLow;
        _previousClose = isMissing ? double.NaN : input.Close;
        _value = 100.0 / 7.0 * (4.0 * _fast.Next(pressure, range) + 2.0 * _middle.Next(pressure, range) + _slow.Next(pressure, range));
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_fast);
        transfer.Part(_middle);
        transfer.Part(_slow);
        transfer.Value(ref _previousClose);
        transfer.Value(ref _value);
    }

    /// <summary>Buying pressure over range for one of the three lengths.</summary>
    private sealed class Term(int length) : ISnapshotState
    {
        private readonly RollingSum _pressure = new(length);
        private readonly RollingSum _range = new(length);

        public int Length => _range.Length;

        public double Next(double pressure, double range)
        {
            _pressure.Add(pressure);
            _range.Add(range);
            return _range.Value == 0.0 ? 0.5 : _pressure.Value / _range.Value;
        }

        public void Transfer(ISnapshotTransfer transfer)
        {
            transfer.Part(_pressure);
            transfer.Part(_range);
        }
    }
}

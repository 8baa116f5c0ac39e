using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators;

/// <summary>
/// How much of its way the market went back again: near 100 sideways, near 0 in a straight trend. Output 0: the index.
/// </summary>
/// <remarks>
/// Source: Dreiss, 100 * log(sum of true ranges / (highest true high - lowest true low)) / log(n), the true high being
/// max(H, C') and the true low min(L, C'). Warm-up: n + 1, or n when the first bar's true range is high - low (its true
/// high and low are then its own). No seed. NaN while the price does not move. A missing price takes up to n + 1 updates
/// to leave.
/// </remarks>
public sealed class ChoppinessIndex : IIndicator
{
    private readonly TrueRange _trueRange;
    private readonly RollingSum _ranges;
    private readonly RollingExtreme _trueHighs;
    private readonly RollingExtreme _trueLows;
    private readonly double _scale;
    private double _previousClose = double.NaN;

    /// <param name="period">True ranges summed, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="first">The first bar's true range.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period is outside its range.</exception>
    public ChoppinessIndex(int period = 14, FirstTrueRange first = FirstTrueRange.Missing)
    {
        _trueRange = new TrueRange(first);
        _ranges = new RollingSum(Parameter.Length(period, minimum: 2));
        _trueHighs = RollingExtreme.Highest(period);
        _trueLows = RollingExtreme.Lowest(period);
        _scale = 100.0 / DeterministicMath.Log(period);
        WarmUp = _trueRange.WarmUp + period - 1;
    }

    public int WarmUp { get; }

    public int OutputCount => 1;

    /// <summary>The index, at most 100.</summary>
    public double Value { get; private set; } = double.NaN;

    public double this[int output] => output == 0 ? Value : OutputIndex.Throw(output, this);

    public void Update(in IndicatorInput input)
    {
        double trueRange = _trueRange.Next(input);
        bool followsClose = !double.IsNaN(_previousClose);
        _ranges.Add(trueRange);
        _trueHighs.Add(followsClose ? Math.Max(input.High, _previousClose) : input.High);
        _trueLows.Add(followsClose ? Math.Min(input.Low, _previousClose) : input.Low);
        _previousClose = input.Close;

        double span = _trueHighs.Value - _trueLows.Value;
        Value = span > 0.0 ? _scale * DeterministicMath.Log(_ranges.Value / span) : double.NaN;
    }
}

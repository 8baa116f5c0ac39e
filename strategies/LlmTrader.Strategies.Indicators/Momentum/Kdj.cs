using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// KDJ as Chinese terminals (TongDaXin, East Money) compute it: RSV = 100 * (close - lowest low) / (highest high -
/// lowest low) over length bars; K' = ((m1 - 1) * K + RSV) / m1, D' = ((m2 - 1) * D + K') / m2, J = 3K - 2D; with the
/// usual 9, 3, 3 that is 2/3 and 1/3. K and D start at 50 before the first RSV. A range without width has RSV 50.
/// Outputs: 0 K, 1 D, 2 J. Warm-up: length. A NaN starts it anew.
/// </summary>
/// <remarks>The terminals take a range of fewer bars before bar number length; here that is the warm-up.</remarks>
public sealed class Kdj : IIndicator
{
    private const double Start = 50.0;

    private readonly PlaceInRange _place;
    private readonly double _kLength;
    private readonly double _dLength;
    private double _k = Start;
    private double _d = Start;
    private bool _isWarm;

    /// <param name="length">Bars in the range; each length is 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="m1">Smoothing of K.</param>
    /// <param name="m2">Smoothing of D.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Kdj(int length = 9, int m1 = 3, int m2 = 3)
    {
        _place = new PlaceInRange(Parameter.Length(length));
        _kLength = Parameter.Length(m1);
        _dLength = Parameter.Length(m2);
    }

    public int WarmUp => _place.WarmUp;

    public int OutputCount => 3;

    public double this[int output] => output switch
    {
        0 => _isWarm ? _k : double.NaN,
        1 => _isWarm ? _d : double.NaN,
        2 => _isWarm ? 3.0 * _k - 2.0 * _d : double.NaN,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        double rsv = _place.Next(input.High, input.Low, input.Close);
        _isWarm = !double.IsNaN(rsv);
        _k = _isWarm ? ((_kLength - 1.0) * _k + rsv) / _kLength : Start;
        _d = _isWarm ? ((_dLength - 1.0) * _d + _k) / _dLength : Start;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_place);
        transfer.Value(ref _k);
        transfer.Value(ref _d);
        transfer.Value(ref _isWarm);
    }
}

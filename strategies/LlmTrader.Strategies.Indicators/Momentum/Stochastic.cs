using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Stochastic oscillator (G. Lane, 1950s): outputs 0 %K, the average over smoothK of the close's place in the range of
/// the last length bars (0 to 100); 1 %D, the average of %K over smoothD; 2 %J = kFactor * %K - dFactor * %D, which
/// leaves 0 to 100. smoothK = 1 is the fast form, 3 the slow one. A range without width counts as 50.
/// Seed of a recursive average: see <see cref="Seed"/>.
/// Warm-up: length + smoothK + smoothD - 2, or length if the averages are recursive with <see cref="Seed.FirstValue"/>.
/// A NaN starts it anew.
/// </summary>
public sealed class Stochastic : IIndicator
{
    private readonly PlaceInRange _place;
    private readonly SeriesIndicator _k;
    private readonly SeriesIndicator _d;
    private readonly double _kFactor;
    private readonly double _dFactor;

    /// <param name="length">Bars in the range; each length is 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="smoothK">Length of %K.</param>
    /// <param name="smoothD">Length of %D.</param>
    /// <param name="average">How both are smoothed.</param>
    /// <param name="seed">Start of a recursive average.</param>
    /// <param name="kFactor">Weight of %K in %J, 0.1 to 100.</param>
    /// <param name="dFactor">Weight of %D in %J, 0.1 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Stochastic(
        int length = 14,
        int smoothK = 3,
        int smoothD = 3,
        AverageKind average = AverageKind.Simple,
        Seed seed = Seed.Average,
        double kFactor = 3.0,
        double dFactor = 2.0)
    {
        _place = new PlaceInRange(Parameter.Length(length));
        _k = MovingAverage.Create(average, Parameter.Length(smoothK), seed);
        _d = MovingAverage.Create(average, Parameter.Length(smoothD), seed);
        _kFactor = Parameter.Within(kFactor, 0.1, 100.0);
        _dFactor = Parameter.Within(dFactor, 0.1, 100.0);
    }

    public int WarmUp => _place.WarmUp + _k.WarmUp + _d.WarmUp - 2;

    public int OutputCount => 3;

    public double this[int output] => output switch
    {
        0 => _k.Value,
        1 => _d.Value,
        2 => _kFactor * _k.Value - _dFactor * _d.Value,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input) => _d.Next(_k.Next(_place.Next(input.High, input.Low, input.Close)));

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_place);
        transfer.Part(_k);
        transfer.Part(_d);
    }
}

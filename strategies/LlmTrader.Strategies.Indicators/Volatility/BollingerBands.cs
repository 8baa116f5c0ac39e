using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>
/// A band of k standard deviations around the mean. Outputs: 0 upper, 1 middle, 2 lower, 3 %b (0 at the lower, 1 at the
/// upper band), 4 width (upper - lower, as a fraction of the middle).
/// </summary>
/// <remarks>
/// Source: Bollinger, "Bollinger on Bollinger Bands" (2001): simple mean and population deviation of n values. Reads Value.
/// Warm-up: n. No seed. %b is NaN while the band has no width. A missing value takes n updates to leave.
/// </remarks>
public sealed class BollingerBands : IIndicator
{
    private readonly RollingMoments _moments;
    private readonly double _multiplier;
    private double _upper = double.NaN;
    private double _middle = double.NaN;
    private double _lower = double.NaN;
    private double _percentB = double.NaN;

    /// <param name="length">Values averaged, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="multiplier">Deviations from the middle to a band, 0.001 to 1000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public BollingerBands(int length = 20, double multiplier = 2.0)
    {
        _moments = new RollingMoments(Parameter.Length(length, minimum: 2));
        _multiplier = Parameter.Within(multiplier, 0.001, 1000.0);
    }

    public int WarmUp => _moments.Length;

    public int OutputCount => 5;

    public double Upper => _upper;

    public double Middle => _middle;

    public double Lower => _lower;

    /// <summary>Where the value is in the band.</summary>
    public double PercentB => _percentB;

    /// <summary>The band's width as a fraction of the middle; NaN where that is 0.</summary>
    public double Width => Middle != 0.0 ? (Upper - Lower) / Middle : double.NaN;

    public double this[int output] => output switch
    {
        0 => Upper,
        1 => Middle,
        2 => Lower,
        3 => PercentB,
        4 => Width,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        _moments.Add(input.Value);
        double reach = _multiplier * _moments.PopulationDeviation;
        _middle = _moments.Mean;
        _upper = Middle + reach;
        _lower = Middle - reach;
        _percentB = reach > 0.0 ? (input.Value - Middle) / (2.0 * reach) + 0.5 : double.NaN;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_moments);
        transfer.Value(ref _upper);
        transfer.Value(ref _middle);
        transfer.Value(ref _lower);
        transfer.Value(ref _percentB);
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Statistics;

/// <summary>Pearson's correlation of two series over the last n pairs. Outputs: 0 r (-1 to 1), 1 r² (0 to 1).</summary>
/// <remarks>
/// Source: r = cov(x, y) / (σx σy), the same for population and sample. Reads Value and Close (<see cref="SeriesPair"/>);
/// it is symmetric in the two. NaN while either series does not move. Warm-up: n. No seed. A missing value on either side
/// takes n updates to leave.
/// </remarks>
public sealed class Correlation : IIndicator
{
    private readonly RollingCovariance _pairs;

    /// <param name="length">Pairs looked at, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Correlation(int length) => _pairs = new RollingCovariance(Parameter.Length(length, minimum: 2));

    public int WarmUp => _pairs.Length;

    public int OutputCount => 2;

    /// <summary>Pearson's r.</summary>
    public double Coefficient => _pairs.Correlation;

    /// <summary>r², the share of one variance that the other series explains.</summary>
    public double RSquared
    {
        get
        {
            double coefficient = _pairs.Correlation;
            return coefficient * coefficient;
        }
    }

    public double this[int output] => output switch
    {
        0 => Coefficient,
        1 => RSquared,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input) => _pairs.Add(input.Close, input.Value);

    public void Transfer(ISnapshotTransfer transfer) => transfer.Part(_pairs);
}

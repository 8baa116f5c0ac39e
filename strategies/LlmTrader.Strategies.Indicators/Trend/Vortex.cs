using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Volatility;

namespace LlmTrader.Strategies.Indicators.Trend;

/// <summary>Upward and downward movement over n bars, each against the true range. Outputs: 0 VI+, 1 VI-.</summary>
/// <remarks>
/// Source: Botes and Siepman 2010, VI+ = sum |H - L'| / sum of true ranges, VI- = sum |L - H'| / sum of true ranges.
/// Warm-up: n + 1, since all need a previous bar. No seed. NaN while the price does not move. A missing price takes up to
/// n + 1 updates to leave.
/// </remarks>
public sealed class Vortex : IIndicator
{
    private readonly TrueRange _trueRange = new();
    private readonly RollingSum _ranges;
    private readonly RollingSum _ups;
    private readonly RollingSum _downs;
    private double _previousHigh = double.NaN;
    private double _previousLow = double.NaN;

    /// <param name="length">Movements summed, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Vortex(int length = 14)
    {
        _ranges = new RollingSum(Parameter.Length(length));
        _ups = new RollingSum(length);
        _downs = new RollingSum(length);
    }

    public int WarmUp => _ranges.Length + 1;

    public int OutputCount => 2;

    /// <summary>VI+, upward movement.</summary>
    public double Plus => Share(_ups);

    /// <summary>VI-, downward movement.</summary>
    public double Minus => Share(_downs);

    public double this[int output] => output switch
    {
        0 => Plus,
        1 => Minus,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        _ranges.Add(_trueRange.Next(input));
        _ups.Add(Math.Abs(input.High - _previousLow));
        _downs.Add(Math.Abs(input.Low - _previousHigh));
        _previousHigh = input.High;
        _previousLow = input.Low;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_trueRange);
        transfer.Part(_ranges);
        transfer.Part(_ups);
        transfer.Part(_downs);
        transfer.Value(ref _previousHigh);
        transfer.Value(ref _previousLow);
    }

    private double Share(RollingSum movement) => _ranges.Value > 0.0 ? movement.Value / _ranges.Value : double.NaN;
}

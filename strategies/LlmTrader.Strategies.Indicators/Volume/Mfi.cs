using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volume;

/// <summary>The share of the turnover of n bars that went to rising ones, as an oscillator. Output 0: the index, 0 to 100.</summary>
/// <remarks>
/// Source: Quong and Soudack 1989, 100 * up / (up + down), the flow of a bar being typical price * volume, up or down as
/// the typical price rose or fell; an unchanged one counts for neither. Warm-up: n + 1, since the first direction needs
/// two bars. No seed. 50 when no flow has a direction. A missing price or volume takes up to n + 1 updates to leave.
/// </remarks>
public sealed class Mfi : BarIndicator
{
    private readonly RollingSum _up;
    private readonly RollingSum _down;
    private double _previousPrice = double.NaN;

    /// <param name="length">Flows summed, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Mfi(int length = 14)
    {
        _up = new RollingSum(Parameter.Length(length));
        _down = new RollingSum(length);
    }

    public override int WarmUp => _up.Length + 1;

    protected override double Compute(in IndicatorInput input)
    {
        double price = BarPrices.Typical(input);
        double flow = price * input.Volume;
        double change = price - _previousPrice;
        double nothing = double.IsNaN(change) || double.IsNaN(flow) ? double.NaN : 0.0;
        _up.Add(change > 0.0 ? flow : nothing);
        _down.Add(change < 0.0 ? flow : nothing);
        _previousPrice = price;
        double total = _up.Value + _down.Value;
        return total == 0.0 ? 50.0 : 100.0 * (_up.Value / total);
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_up);
        transfer.Part(_down);
        transfer.Value(ref _previousPrice);
    }
}

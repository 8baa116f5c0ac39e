using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Statistics;

/// <summary>How far a series moves when the reference moves by one, from the last n returns. Output 0: beta.</summary>
/// <remarks>
/// Source: CAPM, beta = cov(r_value, r_reference) / var(r_reference) with simple returns p / p' - 1. Reads Value and, as
/// the reference, Close (<see cref="SeriesPair"/>). NaN while the reference does not move. Warm-up: n + 1, since the first
/// return needs two prices. No seed. A missing or zero price takes n + 1 updates to leave.
/// </remarks>
public sealed class Beta : BarIndicator
{
    private readonly RollingCovariance _returns;
    private double _previousValue = double.NaN;
    private double _previousReference = double.NaN;

    /// <param name="length">Returns looked at, 2 to <see cref="Parameter.MaxLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public Beta(int length) => _returns = new RollingCovariance(Parameter.Length(length, minimum: 2));

    public override int WarmUp => _returns.Length + 1;

    protected override double Compute(in IndicatorInput input)
    {
        _returns.Add(input.Close / _previousReference - 1.0, input.Value / _previousValue - 1.0);
        _previousReference = input.Close;
        _previousValue = input.Value;
        return _returns.Beta;
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Part(_returns);
        transfer.Value(ref _previousValue);
        transfer.Value(ref _previousReference);
    }
}

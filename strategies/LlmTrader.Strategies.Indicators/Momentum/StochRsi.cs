using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// Stochastic RSI: the place of the RSI in its own range of the last stochLength updates, 0 to 100, smoothed
/// (T. Chande, S. Kroll, The New Technical Trader, 1994). Outputs: 0 %K, the simple average of the place over smoothK;
/// 1 %D, the simple average of %K over smoothD. The RSI is Wilder's. 50 when the RSI did not move.
/// Warm-up: rsiLength + stochLength + smoothK + smoothD - 2. A NaN starts it anew.
/// </summary>
public sealed class StochRsi : IIndicator
{
    private readonly Rsi _rsi;
    private readonly PlaceInRange _place;
    private readonly Sma _k;
    private readonly Sma _d;

    /// <param name="rsiLength">Length of the RSI; each length is 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="stochLength">Updates in the RSI's range.</param>
    /// <param name="smoothK">Length of %K; 1 leaves it raw.</param>
    /// <param name="smoothD">Length of %D.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public StochRsi(int rsiLength = 14, int stochLength = 14, int smoothK = 3, int smoothD = 3)
    {
        _rsi = new Rsi(Parameter.Length(rsiLength));
        _place = new PlaceInRange(Parameter.Length(stochLength));
        _k = new Sma(Parameter.Length(smoothK));
        _d = new Sma(Parameter.Length(smoothD));
    }

    public int WarmUp => _rsi.WarmUp + _place.WarmUp + _k.WarmUp + _d.WarmUp - 3;

    public int OutputCount => 2;

    public double this[int output] => output switch
    {
        0 => _k.Value,
        1 => _d.Value,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        double rsi = _rsi.Next(input.Value);
        _d.Next(_k.Next(_place.Next(rsi, rsi, rsi)));
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_rsi);
        transfer.Part(_place);
        transfer.Part(_k);
        transfer.Part(_d);
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Momentum;

/// <summary>
/// True strength index: outputs 0 TSI = 100 * EMA(EMA(change, slow), fast) / EMA(EMA(|change|, slow), fast), -100 to
/// 100; 1 signal = EMA(TSI, signal) (W. Blau, Technical Analysis of Stocks and Commodities, November 1991). 0 when
/// nothing moved. Each EMA is seeded with the average of its first inputs.
/// Warm-up: slow + fast + signal - 1. A NaN starts it anew.
/// </summary>
public sealed class Tsi : IIndicator
{
    private readonly Ema _slowChange;
    private readonly Ema _fastChange;
    private readonly Ema _slowWay;
    private readonly Ema _fastWay;
    private readonly Ema _signal;
    private double _previous = double.NaN;
    private double _tsi = double.NaN;

    /// <param name="slow">First smoothing; each length is 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="fast">Second smoothing.</param>
    /// <param name="signal">Length of the signal.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Tsi(int slow = 25, int fast = 13, int signal = 7)
    {
        _slowChange = new Ema(Parameter.Length(slow));
        _slowWay = new Ema(slow);
        _fastChange = new Ema(Parameter.Length(fast));
        _fastWay = new Ema(fast);
        _signal = new Ema(Parameter.Length(signal));
    }

    public int WarmUp => _slowChange.WarmUp + _fastChange.WarmUp + _signal.WarmUp - 1;

    public int OutputCount => 2;

    public double this[int output] => output switch
    {
        0 => _tsi,
        1 => _signal.Value,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        double change = input.Value - _previous;
        _previous = input.Value;
        double net = _fastChange.Next(_slowChange.Next(change));
        double way = _fastWay.Next(_slowWay.Next(Math.Abs(change)));
        _tsi = way == 0.0 ? 0.0 : 100.0 * (net / way);
        _signal.Next(_tsi);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_slowChange);
        transfer.Part(_fastChange);
        transfer.Part(_slowWay);
        transfer.Part(_fastWay);
        transfer.Part(_signal);
        transfer.Value(ref _previous);
        transfer.Value(ref _tsi);
    }
}

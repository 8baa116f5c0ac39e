using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Averages;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>Which of the two channels called Keltner's.</summary>
public enum KeltnerStyle
{
    /// <summary>EMA of Value, Wilder's ATR without the first bar (Raschke; Skender, StockCharts).</summary>
    Exponential,

    /// <summary>Simple average of the typical price, simple average of the true ranges from the first bar on (LEAN).</summary>
    Simple,
}

/// <summary>
/// A band of k average true ranges around an average. Outputs: 0 upper, 1 middle, 2 lower, 3 width (upper - lower, as a
/// fraction of the middle).
/// </summary>
/// <remarks>
/// Source: C. Keltner 1960, with the ATR in place of the range by L. B. Raschke. Warm-up: the longer of the middle's and
/// the ATR's. Seed: simple averages, as <see cref="Ema"/> and <see cref="Atr"/>. A missing price starts it anew.
/// </remarks>
public sealed class KeltnerChannel : IIndicator
{
    private readonly SeriesIndicator _middle;
    private readonly Atr _atr;
    private readonly double _multiplier;
    private readonly bool _isSimple;
    private double _reach = double.NaN;

    /// <param name="length">Values averaged, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="multiplier">Average true ranges from the middle to a band, 0.001 to 1000.</param>
    /// <param name="atrLength">True ranges averaged, in the range of <paramref name="length"/>.</param>
    /// <param name="style">What is averaged, and how.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public KeltnerChannel(
        int length = 20, double multiplier = 2.0, int atrLength = 10, KeltnerStyle style = KeltnerStyle.Exponential)
    {
        Parameter.Length(length);
        Parameter.Length(atrLength);
        _multiplier = Parameter.Within(multiplier, 0.001, 1000.0);
        _isSimple = style == KeltnerStyle.Simple;
        _middle = _isSimple ? new Sma(length) : new Ema(length);
        _atr = _isSimple
            ? new Atr(atrLength, AverageKind.Simple, FirstTrueRange.HighLow)
            : new Atr(atrLength);
    }

    public int WarmUp => Math.Max(_middle.WarmUp, _atr.WarmUp);

    public int OutputCount => 4;

    public double Upper => Middle + _reach;

    public double Middle => _middle.Value;

    public double Lower => Middle - _reach;

    /// <summary>The channel's width as a fraction of the middle; NaN where that is 0.</summary>
    public double Width => Middle != 0.0 ? 2.0 * _reach / Middle : double.NaN;

    public double this[int output] => output switch
    {
        0 => Upper,
        1 => Middle,
        2 => Lower,
        3 => Width,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        _middle.Next(_isSimple ? (input.High + input.Low + input.Close) / 3.0 : input.Value);
        _reach = _multiplier * _atr.Next(input);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_middle);
        transfer.Part(_atr);
        transfer.Value(ref _reach);
    }
}

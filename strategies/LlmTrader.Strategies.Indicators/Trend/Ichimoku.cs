using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Volatility;

namespace LlmTrader.Strategies.Indicators.Trend;

/// <summary>
/// Ichimoku Kinko Hyo as it stands at the current bar. Outputs: 0 tenkan (conversion), 1 kijun (base), 2 senkou A and
/// 3 senkou B (the cloud's edges over the current bar).
/// </summary>
/// <remarks>
/// Source: Hosoda 1969. Each line is the middle of the highest high and the lowest low of its length; senkou A is the mean
/// of tenkan and kijun. Charts draw the cloud d bars ahead, so the one over the current bar was computed d bars ago: that
/// is what is given. Chikou, the close drawn d bars back, would be a look into the future at the bar it is drawn over, so
/// it is not offered; compare the close with close[d] instead. Reads High and Low. Warm-up: the longest length + d. No
/// seed. A missing price takes that many updates to leave.
/// </remarks>
public sealed class Ichimoku : IIndicator
{
    private readonly DonchianChannel _tenkan;
    private readonly DonchianChannel _kijun;
    private readonly DonchianChannel _senkouB;
    private readonly RollingWindow _displacedA;
    private readonly RollingWindow _displacedB;

    /// <param name="tenkanLength">Bars of the conversion line, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="kijunLength">Bars of the base line, in the same range.</param>
    /// <param name="senkouBLength">Bars of senkou B, in the same range.</param>
    /// <param name="displacement">d, bars that the cloud is drawn ahead, 0 to <see cref="Parameter.MaxLength"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Ichimoku(int tenkanLength = 9, int kijunLength = 26, int senkouBLength = 52, int displacement = 26)
    {
        _tenkan = new DonchianChannel(Parameter.Length(tenkanLength), DonchianBars.IncludingCurrent);
        _kijun = new DonchianChannel(Parameter.Length(kijunLength), DonchianBars.IncludingCurrent);
        _senkouB = new DonchianChannel(Parameter.Length(senkouBLength), DonchianBars.IncludingCurrent);
        _displacedA = new RollingWindow(Parameter.Length(displacement + 1));
        _displacedB = new RollingWindow(displacement + 1);
        WarmUp = Math.Max(tenkanLength, Math.Max(kijunLength, senkouBLength)) + displacement;
    }

    public int WarmUp { get; }

    public int OutputCount => 4;

    /// <summary>The conversion line.</summary>
    public double Tenkan => _tenkan.Middle;

    /// <summary>The base line.</summary>
    public double Kijun => _kijun.Middle;

    /// <summary>The faster edge of the cloud over the current bar.</summary>
    public double SenkouA => _displacedA.Oldest;

    /// <summary>The slower edge of the cloud over the current bar.</summary>
    public double SenkouB => _displacedB.Oldest;

    public double this[int output] => output switch
    {
        0 => Tenkan,
        1 => Kijun,
        2 => SenkouA,
        3 => SenkouB,
        _ => throw Parameter.NoSuchOutput(output),
    };

    public void Update(in IndicatorInput input)
    {
        _tenkan.Update(input);
        _kijun.Update(input);
        _senkouB.Update(input);
        _displacedA.Add((Tenkan + Kijun) / 2.0);
        _displacedB.Add(_senkouB.Middle);
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_tenkan);
        transfer.Part(_kijun);
        transfer.Part(_senkouB);
        transfer.Part(_displacedA);
        transfer.Part(_displacedB);
    }
}

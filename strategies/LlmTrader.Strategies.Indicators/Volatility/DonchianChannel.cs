using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;

namespace LlmTrader.Strategies.Indicators.Volatility;

/// <summary>Which bars a Donchian channel spans.</summary>
public enum DonchianBars
{
    /// <summary>The n bars before the current one, so that the current bar can break out of it (Donchian, Turtles, Skender).</summary>
    Previous,

    /// <summary>The last n bars with the current one, which then never leaves the channel (LEAN, TA-Lib's MAX and MIN).</summary>
    IncludingCurrent,
}

/// <summary>
/// The highest high and the lowest low of n bars. Outputs: 0 upper, 1 middle, 2 lower, 3 width (upper - lower, as a
/// fraction of the middle).
/// </summary>
/// <remarks>
/// Source: Donchian's four-week rule. Reads High and Low. Warm-up: n, or n + 1 when the current bar is excluded. No seed.
/// A missing price takes that many updates to leave.
/// </remarks>
public sealed class DonchianChannel : IIndicator
{
    private readonly RollingExtreme _highs;
    private readonly RollingExtreme _lows;
    private readonly bool _includesCurrent;
    private double _upper = double.NaN;
    private double _lower = double.NaN;

    /// <param name="length">Bars spanned, 1 to <see cref="Parameter.MaxLength"/>.</param>
    /// <param name="bars">Whether the current bar is one of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public DonchianChannel(int length = 20, DonchianBars bars = DonchianBars.Previous)
    {
        _highs = RollingExtreme.Highest(Parameter.Length(length));
        _lows = RollingExtreme.Lowest(length);
        _includesCurrent = bars == DonchianBars.IncludingCurrent;
        WarmUp = _includesCurrent ? length : length + 1;
    }

    public int WarmUp { get; }

    public int OutputCount => 4;

    public double Upper => _upper;

    public double Middle => (Upper + Lower) / 2.0;

    public double Lower => _lower;

    /// <summary>The channel's width as a fraction of the middle; NaN where that is 0.</summary>
    public double Width => Middle != 0.0 ? (Upper - Lower) / Middle : double.NaN;

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
        if (!_includesCurrent) { Read(); }
        _highs.Add(input.High);
        _lows.Add(input.Low);
        if (_includesCurrent) { Read(); }
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_highs);
        transfer.Part(_lows);
        transfer.Value(ref _upper);
        transfer.Value(ref _lower);
    }

    private void Read()
    {
        _upper = _highs.Value;
        _lower = _lows.Value;
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Indicators.Numerics;
using LlmTrader.Strategies.Indicators.Sources;

namespace LlmTrader.Strategies.Indicators.Volume;

/// <summary>The volume-weighted average price since the session began. Output 0: the price.</summary>
/// <remarks>
/// Source: sum of price * volume over sum of volume, anchored where <see cref="IndicatorInput.Session"/> changes. Warm-up:
/// 1. No seed: each session starts from nothing. NaN until something has traded in the session, and from a missing price
/// or volume to the session's end.
/// </remarks>
public sealed class SessionVwap : BarIndicator
{
    private readonly BarPrice _price;
    private DoubleDouble _turnover;
    private DoubleDouble _volume;
    private long _session = long.MinValue;
    private bool _isSpoilt;

    /// <param name="price">The price that stands for a bar.</param>
    public SessionVwap(BarPrice price = BarPrice.Typical) => _price = price;

    public override int WarmUp => 1;

    protected override double Compute(in IndicatorInput input)
    {
        if (input.Session != _session)
        {
            _session = input.Session;
            _turnover = default;
            _volume = default;
            _isSpoilt = false;
        }

        double turnover = BarPrices.Of(_price, input) * input.Volume;
        _isSpoilt |= Sample.IsMissing(turnover) || Sample.IsMissing(input.Volume);
        if (_isSpoilt) { return double.NaN; }

        _turnover = _turnover.Plus(turnover);
        _volume = _volume.Plus(input.Volume);
        return _volume.High > 0.0 ? _turnover.High / _volume.High : double.NaN;
    }

    protected override void TransferState(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _turnover);
        transfer.Value(ref _volume);
        transfer.Value(ref _session);
        transfer.Value(ref _isSpoilt);
    }
}

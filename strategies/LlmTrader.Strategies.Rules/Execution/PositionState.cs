using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// What a rule set knows of its position in one instrument: since when it is open, since when it is closed. The slot tells
/// it, also what other versions held; where a context keeps no books it is what this version saw itself.
/// </summary>
internal sealed class PositionState : ISnapshotState
{
    private int _sign;
    private bool _isNew = true;
    private int _barsInTrade;
    private int _barsSinceClose = int.MaxValue;
    private int _closingSide;

    /// <summary>1 long, -1 short, 0 flat, as seen last.</summary>
    public int Sign => _sign;

    /// <summary>Others decided until now, or none did: what is found is not what was left.</summary>
    public bool IsNew => _isNew;

    /// <summary>Bars closed since the position was opened; 0 when flat.</summary>
    public int BarsInTrade => _barsInTrade;

    /// <summary>Bars closed after the one in which the last position was closed; the largest number when there was none.</summary>
    public int BarsSinceClose => _barsSinceClose;

    /// <summary>
    /// A stop of this side was hit: what is held there is to be closed at market, also when the price comes back, and also
    /// what its orders fill later. 0 for none.
    /// </summary>
    public int ClosingSide { get => _closingSide; set => _closingSide = value; }

    /// <summary>Others decided for a while: the position is looked at as a new one.</summary>
    public void Miss() => _isNew = true;

    /// <summary>Takes note of the filled position; true when it is a new one.</summary>
    public bool See(Quantity position)
    {
        int sign = Math.Sign(position.Raw);
        if (_isNew) { (_isNew, _closingSide, _sign, _barsInTrade) = (false, 0, 0, 0); }
        if (sign == _sign) { return false; }
        if (_sign != 0) { _barsSinceClose = -1; }   // The bar under way will count as 0.
        _sign = sign;
        _barsInTrade = 0;
        return sign != 0;
    }

    /// <summary>A bar of the set's own stream has closed, after <see cref="See"/>.</summary>
    public void OnBar()
    {
        if (_sign != 0) { _barsInTrade++; }
        if (_barsSinceClose < int.MaxValue) { _barsSinceClose++; }
    }

    /// <summary>What the slot counted, that bar included.</summary>
    public void Know(in PositionHistory history) => (_barsInTrade, _barsSinceClose) = (history.BarsInTrade, history.BarsSinceClose);

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _sign);
        transfer.Value(ref _isNew);
        transfer.Value(ref _barsInTrade);
        transfer.Value(ref _barsSinceClose);
        transfer.Value(ref _closingSide);
    }
}

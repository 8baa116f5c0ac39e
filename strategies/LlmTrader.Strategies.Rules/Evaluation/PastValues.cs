using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Evaluation;

/// <summary>The present and the last values of a node. Fixed size.</summary>
internal sealed class PastValues : ISnapshotState
{
    private readonly double[] _ring;
    private int _newest;

    /// <param name="length">The furthest that is asked for, in bars.</param>
    /// <param name="missing">What a value from before the first bar is.</param>
    public PastValues(int length, double missing)
    {
        _ring = new double[length + 1];
        Array.Fill(_ring, missing);
    }

    public void Add(double value)
    {
        _newest = _newest + 1 == _ring.Length ? 0 : _newest + 1;
        _ring[_newest] = value;
    }

    /// <summary>The value some bars ago; 0 is the present one.</summary>
    public double Ago(int bars)
    {
        int index = _newest - bars;
        return _ring[index < 0 ? index + _ring.Length : index];
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Values(_ring.AsSpan());
        transfer.Value(ref _newest);
    }
}

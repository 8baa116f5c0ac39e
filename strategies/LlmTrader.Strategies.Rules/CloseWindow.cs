using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules;

/// <summary>
/// The last closes of one instrument with the sums of the newest few and of all, in raw units and therefore exact: a sum
/// that is carried for years is the sum of its parts. Fixed size, allocates at construction only.
/// </summary>
internal sealed class CloseWindow(int fast, int slow) : ISnapshotState
{
    private readonly long[] _closes = new long[slow];
    private Int128 _fastSum;
    private Int128 _slowSum;
    private int _next;
    private int _count;

    /// <summary>Closes held, at most the slow period.</summary>
    public int Count => _count;

    /// <summary>Of the newest closes, in raw units.</summary>
    public Int128 FastSum => _fastSum;

    /// <summary>Of all closes, in raw units.</summary>
    public Int128 SlowSum => _slowSum;

    public bool IsFull => _count == slow;

    /// <summary>
    /// Sign of fast average - slow average, defined when full: the averages are compared as
    /// fast sum x slow period and slow sum x fast period, so that nothing is divided and nothing rounded.
    /// </summary>
    public int Comparison => (_fastSum * slow).CompareTo(_slowSum * fast);

    public void Add(Price close)
    {
        if (_count >= fast) { _fastSum -= _closes[Back(fast)]; }
        if (IsFull) { _slowSum -= _closes[_next]; }
        else { _count++; }

        _closes[_next] = close.Raw;
        _fastSum += close.Raw;
        _slowSum += close.Raw;
        _next = _next + 1 == slow ? 0 : _next + 1;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Values(_closes.AsSpan());
        transfer.Value(ref _fastSum);
        transfer.Value(ref _slowSum);
        transfer.Value(ref _next);
        transfer.Value(ref _count);
    }

    // Index of the close that came `bars` before the one about to be written.
    private int Back(int bars) => _next >= bars ? _next - bars : _next - bars + slow;
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>The limit orders of one instrument that may still work, with the bars since each was sent. Fixed size.</summary>
internal sealed class WorkingOrders(int capacity)
{
    private readonly OrderId[] _orders = new OrderId[capacity];
    private readonly int[] _ages = new int[capacity];

    public int Count { get; private set; }

    public bool IsFull => Count == _orders.Length;

    public void Add(OrderId order)
    {
        Invariant.Holds(!IsFull);
        _orders[Count] = order;
        _ages[Count++] = 0;
    }

    /// <summary>Nothing works any more.</summary>
    public void Forget() => Count = 0;

    /// <summary>One more bar has closed: cancels what has worked for <paramref name="timeOut"/> of them.</summary>
    public void OnBar(IRuleSetContext context, InstrumentId instrument, int timeOut)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            if (++_ages[i] >= timeOut) { Cancel(i, context, instrument); }
        }
    }

    public void CancelAll(IRuleSetContext context, InstrumentId instrument)
    {
        for (int i = Count - 1; i >= 0; i--) { Cancel(i, context, instrument); }
    }

    // An order that is unknown by now has been filled or is gone; one that could not be cancelled at this event stays for the next.
    private void Cancel(int index, IRuleSetContext context, InstrumentId instrument)
    {
        if (context.Cancel(instrument, _orders[index]) is not (RejectReason.None or RejectReason.UnknownOrder)) { return; }
        Count--;
        _orders[index] = _orders[Count];
        _ages[index] = _ages[Count];
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>The limit orders of one instrument that were sent and are not over, with the bars since each was sent. Fixed size.</summary>
internal sealed class WorkingOrders(int capacity) : ISnapshotState
{
    private const int Asked = -1;                    // Its cancel is under way.
    private const int Overdue = int.MaxValue - 1;    // At the next bar it is older than any time-out.

    private readonly OrderId[] _orders = new OrderId[capacity];
    private readonly int[] _ages = new int[capacity];
    private int _count;

    public int Count => _count;

    public bool IsFull => _count == _orders.Length;

    public void Add(OrderId order)
    {
        Invariant.Holds(!IsFull);
        _orders[_count] = order;
        _ages[_count++] = 0;
    }

    /// <summary>Some work of which no cancel is under way.</summary>
    public bool HasUnasked
    {
        get
        {
            for (int i = 0; i < _count; i++)
            {
                if (_ages[i] != Asked) { return true; }
            }

            return false;
        }
    }

    /// <summary>Cancels of all are under way.</summary>
    public void TakenBack() => Array.Fill(_ages, Asked, 0, _count);

    /// <summary>Nothing works any more.</summary>
    public void Forget() => _count = 0;

    /// <summary>An order that is over is not kept, one that refused to be cancelled, or whose answer is lost, is asked again; others' are passed over.</summary>
    public void OnReport(in ExecutionReport report)
    {
        int at = Array.IndexOf(_orders, report.OrderId, 0, _count);
        if (at < 0) { return; }
        switch (report.Kind)
        {
            case ReportKind.Fill when !report.LeavesQuantity.IsZero: break;
            case ReportKind.Fill or ReportKind.Rejected or ReportKind.Canceled or ReportKind.Expired or ReportKind.NotSent: Remove(at); break;
            case ReportKind.CancelRejected: _ages[at] = Overdue; break;
            case ReportKind.Unknown when _ages[at] == Asked: _ages[at] = Overdue; break;   // The answer is lost.
            default: break;
        }
    }

    /// <summary>One more bar has closed: cancels what has worked for <paramref name="timeOut"/> of them.</summary>
    public void OnBar(IRuleSetContext context, InstrumentId instrument, int timeOut)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (_ages[i] != Asked && ++_ages[i] >= timeOut) { Cancel(i, context, instrument); }
        }
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Values(_orders.AsSpan());
        transfer.Values(_ages.AsSpan());
        transfer.Value(ref _count);
    }

    // An order that is unknown by now is on its way out; one that could not be cancelled at this event is asked at the next.
    private void Cancel(int index, IRuleSetContext context, InstrumentId instrument)
    {
        if (context.Cancel(instrument, _orders[index]) is RejectReason.None or RejectReason.UnknownOrder) { _ages[index] = Asked; }
    }

    private void Remove(int index)
    {
        _count--;
        _orders[index] = _orders[_count];
        _ages[index] = _ages[_count];
    }
}

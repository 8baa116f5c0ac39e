using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// What works of one instrument on each side, so that nothing is sold that an unfilled buy may still bring, nor sold twice.
/// The context shows the sum of both sides; here what was sent is kept by side, and the reports take it away again.
/// </summary>
/// <remarks>
/// Both sides are known when the orders that were sent and are not over are as many as the context shows, and come to its
/// sum. Otherwise another version's orders work as well (after a swap or a rollback, or in the shadow), and nothing is known
/// by side until at most one order works, which the sum then tells all about.
/// </remarks>
internal sealed class WorkingSides(InstrumentId instrument) : ISnapshotState
{
    private OneSide _buys;
    private OneSide _sells;
    private bool _mayAskAgain;   // A cancel was refused, and the order works on.
    private bool _isKnown = true;

    /// <summary>What works is known by side.</summary>
    public bool IsKnown => _isKnown;

    /// <summary>Something works that buys (1) or sells (-1), or it is not known.</summary>
    public bool MayAdd(int side) => !IsKnown || Of(side).Leaves > 0;

    /// <summary>Something works that buys (1) or sells (-1).</summary>
    public bool Adds(int side) => IsKnown && Of(side).Leaves > 0;

    /// <summary>
    /// What of a position may be closed on a side: it is filled there, and no order that works closes it yet. Zero while
    /// what works is not known by side.
    /// </summary>
    public Quantity Closable(Quantity position, int side) =>
        IsKnown ? new Quantity(Math.Max(0, (side * position.Raw) - Of(-side).Leaves)) : Quantity.Zero;

    /// <summary>What a position may grow to on a side when all that adds to it fills and nothing else; while what works is known by side.</summary>
    public Quantity Most(Quantity position, int side) => new((side * position.Raw) + Of(side).Leaves);

    /// <summary>What is missing to a target when nothing that works on a side fills any more; zero while that is not known.</summary>
    public Quantity Without(int side, Quantity missing) => IsKnown ? new Quantity(missing.Raw + (side * Of(side).Leaves)) : Quantity.Zero;

    /// <summary>Compares what is kept with what the context shows; before each decision.</summary>
    public void See(in SlotHolding holding)
    {
        int open = holding.OpenOrders;
        long working = holding.Working.Raw;
        if (open <= 1)
        {
            _buys.Set(open, working);
            _sells.Set(open, -working);
            _isKnown = true;
            return;
        }

        if (_buys.IsLoose != _sells.IsLoose) { Tighten(working); }
        _isKnown = _isKnown && _buys.Orders + _sells.Orders == open && _buys.Leaves - _sells.Leaves == working;
    }

    /// <summary>An order was sent.</summary>
    public void Sent(Side side, Quantity quantity)
    {
        ref OneSide sent = ref Of(side);
        sent.Orders++;
        sent.Leaves += quantity.Raw;
        sent.IsAsked = false;
    }

    /// <summary>Of any order of the slot in the instrument.</summary>
    public void OnReport(in ExecutionReport report)
    {
        ref OneSide side = ref Of(report.Side);
        switch (report.Kind)
        {
            case ReportKind.Fill:
                side.Leaves = Math.Max(0, side.Leaves - report.LastQuantity.Raw);
                if (report.LeavesQuantity.IsZero) { side.End(isFilled: true); }
                break;
            case ReportKind.Rejected or ReportKind.Canceled or ReportKind.Expired or ReportKind.NotSent:
                side.End(isFilled: false);
                break;
            case ReportKind.CancelRejected or ReportKind.Unknown:   // Refused, or the answer is lost.
                _mayAskAgain = true;
                break;
            default: break;
        }
    }

    /// <summary>A bar has closed: what refused to be cancelled may be asked again.</summary>
    public void OnBar()
    {
        if (_mayAskAgain) { (_buys.IsAsked, _sells.IsAsked) = (false, false); }
        _mayAskAgain = false;
    }

    /// <summary>
    /// Asks for what works on a side to be cancelled, unless it was asked; only all of an instrument's orders can be, so
    /// that what closes is sent afterwards. False when this event can't carry it: ask again at the next.
    /// </summary>
    public bool TakeBack(int side, IRuleSetContext context) => Of(side).IsAsked || TakeBack(context);

    /// <summary>As before, on both sides.</summary>
    public bool TakeBack(IRuleSetContext context)
    {
        bool isAsked = context.CancelAll(instrument) == RejectReason.None;
        if (isAsked) { TakenBack(); }
        return isAsked;
    }

    /// <summary>All that works was asked to be cancelled.</summary>
    public void TakenBack() => (_buys.IsAsked, _sells.IsAsked) = (true, true);

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Value(ref _buys);
        transfer.Value(ref _sells);
        transfer.Value(ref _mayAskAgain);
        transfer.Value(ref _isKnown);
    }

    // One side lost an order that was not filled, and it is not known how much of it: the sum tells.
    private void Tighten(long working)
    {
        ref OneSide loose = ref _buys.IsLoose ? ref _buys : ref _sells;
        loose.Leaves = _buys.IsLoose ? working + _sells.Leaves : _buys.Leaves - working;
        loose.IsLoose = false;
    }

    private ref OneSide Of(int side) => ref Of(side > 0 ? Side.Buy : Side.Sell);

    private ref OneSide Of(Side side) => ref side == Side.Buy ? ref _buys : ref _sells;

    private struct OneSide
    {
        public int Orders;
        public long Leaves;
        public bool IsLoose;   // Leaves is the most that it can be.
        public bool IsAsked;   // To be cancelled, all of them.

        // At most one order works; it may be on this side.
        public void Set(int open, long leaves)
        {
            (Orders, Leaves, IsLoose) = leaves > 0 ? (open, leaves, false) : default;
            IsAsked &= Orders > 0;
        }

        public void End(bool isFilled)
        {
            Orders = Math.Max(0, Orders - 1);
            if (Orders == 0) { this = default; }
            else if (!isFilled) { IsLoose = true; }
        }
    }
}

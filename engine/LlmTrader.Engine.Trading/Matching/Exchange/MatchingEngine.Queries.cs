using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <content>What rests.</content>
public sealed partial class MatchingEngine
{
    /// <summary>The best levels of a side, best first; returns how many were written.</summary>
    /// <param name="side">Bids are <see cref="Side.Buy"/>.</param>
    /// <param name="levels">As many as fit are written. Hidden parts of icebergs don't show.</param>
    public int CopyLevels(Side side, Span<OrderLevel> levels) => _book.CopyLevels(side == Side.Sell, levels);

    /// <summary>What is open of a resting order, hidden parts included; zero when it does not rest.</summary>
    public Quantity OpenQuantity(OrderId id)
    {
        int slot = _book.Find(id.Raw);
        return slot == 0 ? default : new Quantity(OpenOf(slot));
    }

    /// <summary>
    /// The orders of a side in the order in which they would trade, best price first; returns how many were written.
    /// </summary>
    public int CopyOrders(Side side, Span<QueuedOrder> orders) => _book.CopyOrders(side == Side.Sell, orders);

    /// <summary>The sum over all levels of a side: displayed, and behind the displayed parts.</summary>
    public (Quantity Displayed, Quantity Hidden) TotalQuantity(Side side)
    {
        long displayed = 0;
        long hidden = 0;
        RestingSide levels = _book.SideOf(side == Side.Sell);
        for (int at = levels.Best; at != 0; at = levels.Worse(at))
        {
            displayed += _book.Level(at).Quantity;
            hidden += _book.Level(at).Hidden;
        }

        return (new(displayed), new(hidden));
    }
}

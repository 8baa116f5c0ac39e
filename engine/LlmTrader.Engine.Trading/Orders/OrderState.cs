using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// An order's state, and while a change of it is under way the one beneath, which reports go on moving: a refused change leaves the
/// order there, also when it overtook the order, or nobody knew whether the order had arrived.
/// </summary>
public readonly record struct OrderState
{
    private readonly ushort _both;   // One value: two bytes that were just written can't be read as one at once.

    /// <param name="status">What the order is called.</param>
    /// <param name="before">What it is without the change; none while no change is under way.</param>
    public OrderState(OrderStatus status, OrderStatus before = OrderStatus.None) => _both = (ushort)((int)status | ((int)before << 8));

    /// <summary>What the order is called.</summary>
    public OrderStatus Status => (OrderStatus)(byte)_both;

    /// <summary>What it is without the change; none while no change is under way.</summary>
    public OrderStatus Before => (OrderStatus)(_both >> 8);
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// An order's state, and while a change of it is under way the one beneath, which reports go on moving: a refused change leaves the
/// order there, also when it overtook the order, or nobody knew whether the order had arrived.
/// </summary>
/// <param name="Status">What the order is called.</param>
/// <param name="Before">What it is without the change; none while no change is under way.</param>
public readonly record struct OrderState(OrderStatus Status, OrderStatus Before = OrderStatus.None);

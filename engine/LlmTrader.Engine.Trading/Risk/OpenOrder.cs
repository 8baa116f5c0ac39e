using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>An order that has passed risk and is not done.</summary>
/// <param name="Command">As the venue has it: the original with all amendments that took effect.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Filled">Filled so far.</param>
/// <param name="Leaves">What may still fill.</param>
public readonly record struct OpenOrder(OrderCommand Command, OrderStatus Status, Quantity Filled, Quantity Leaves);

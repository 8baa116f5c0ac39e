using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>All orders of one side at one price, added up.</summary>
/// <param name="Price">Their price.</param>
/// <param name="Quantity">What they display together.</param>
/// <param name="OrderCount">How many they are.</param>
public readonly record struct OrderLevel(Price Price, Quantity Quantity, int OrderCount);

/// <summary>An order in its queue.</summary>
/// <param name="Id">Its id, an <see cref="OrderId"/> or the venue's.</param>
/// <param name="Price">Its price.</param>
/// <param name="Quantity">What it displays.</param>
/// <param name="Hidden">What it has behind that.</param>
public readonly record struct QueuedOrder(long Id, Price Price, Quantity Quantity, Quantity Hidden);

namespace LlmTrader.Engine.Core;

/// <summary>
/// Orders and cancels of the engine itself (<see cref="StrategyId.IsEngine"/>): they enter through the Sequencer as events,
/// like a person's, so that risk sees them, and a replay makes them again and compares.
/// </summary>
public interface ICommandPort
{
    /// <summary>Sends a command without an order id, if it is a new order, and without a verdict; it enters as soon as possible.</summary>
    void SubmitCommand(InstrumentId instrument, in OrderCommand command);
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>Where a Sequencer begins: at nothing, or where a recovery has come to.</summary>
/// <param name="NextSequence">Of the first event.</param>
/// <param name="Now">Engine time of the event before it.</param>
/// <param name="Epoch">The first event of a run that goes on from another; null at the beginning of a journal.</param>
/// <param name="Printed">A bar that the venue has seen and the strategy has not: the run before ended in between.</param>
public readonly record struct SequencerStart(long NextSequence, Timestamp Now, EngineEvent? Epoch, EngineEvent? Printed)
{
    public static SequencerStart Beginning => new(0, Timestamp.MinValue, null, null);
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>One stage of the engine: a pure function of the events it has seen and of what earlier stages put into the slot.</summary>
public interface ITradingStage : ISnapshotState
{
    /// <summary>Accumulated over all of the stage's outputs.</summary>
    ulong Hash { get; }

    void OnEvent(ref EngineEvent e);

    /// <summary>No further event is at hand.</summary>
    void EndOfBatch()
    {
    }
}

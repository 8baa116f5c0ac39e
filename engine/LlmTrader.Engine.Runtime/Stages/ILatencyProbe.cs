using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>Measures from outside: the engine itself reads no clock. Each method is called by one thread.</summary>
public interface ILatencyProbe
{
    /// <summary>Risk and matching are through with the event (decision latency ends here).</summary>
    void OnDecision(in EngineEvent e);

    /// <summary>No further event is at hand, for a probe that takes one look at the clock for several decisions.</summary>
    void EndOfDecisions()
    {
    }

    /// <summary>The gate has let the event's commands go (release latency ends here).</summary>
    void OnRelease(in EngineEvent e);

    /// <summary>The gate has let go all that it had at hand, for a probe that takes one look at the clock for many events.</summary>
    void EndOfReleases()
    {
    }
}

/// <summary>The stages that decide, in their order.</summary>
public enum EngineStage
{
    Bars,
    Signals,
    Risk,
    Matching,
    Accounts,
}

/// <summary>
/// A probe that asks for every stage apart. With any other probe, or none, no stage is told apart: all that is left of it is one look, or two
/// where the stages run apart, whether there is one.
/// </summary>
public interface IStageProbe : ILatencyProbe
{
    /// <summary>A stage takes the event up, on the stage's thread. Where one thread runs all of them, only the first one's beginning is told: the others begin where the one before ends.</summary>
    void OnBegin(EngineStage stage, in EngineEvent e);

    /// <summary>The stage is through with the event.</summary>
    void OnEnd(EngineStage stage, in EngineEvent e);
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>Measures from outside: the engine itself reads no clock. Each method is called by one thread.</summary>
public interface ILatencyProbe
{
    /// <summary>Risk and matching are through with the event (decision latency ends here).</summary>
    void OnDecision(in EngineEvent e);

    /// <summary>The gate has let the event's commands go (release latency ends here).</summary>
    void OnRelease(in EngineEvent e);
}

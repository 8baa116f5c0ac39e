namespace LlmTrader.Engine.Runtime;

/// <summary>How the stages are spread over threads. The same sequenced events give the same StateHash in each.</summary>
public enum EngineTopology
{
    /// <summary>Every stage on a thread of its own, one barrier between each two.</summary>
    Pipelined,

    /// <summary>The trading stages one after the other on one thread, the journal beside them: fewer hops beat faster hops.</summary>
    Fused,

    /// <summary>Everything on the caller's thread: replay, backtests, sweeps.</summary>
    Inline,
}

namespace LlmTrader.Engine.Runtime;

/// <summary>Who executes what risk lets pass.</summary>
public enum ExecutionMode
{
    /// <summary>The simulated venue, within the engine: paper trading and backtests.</summary>
    Simulated,

    /// <summary>A venue outside, through <see cref="EnginePorts.Gateway"/>; its answers enter by the <see cref="ReportInbox"/>.</summary>
    Gateway,
}

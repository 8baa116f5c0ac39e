using System.ComponentModel;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Who executes orders.</summary>
public sealed record GatewayConfiguration
{
    [Description("paper: simulated fills on live market data.")]
    public GatewayKind Kind { get; init; }
}

/// <summary>Live venues follow with their order gateways.</summary>
public enum GatewayKind
{
    Paper,
}

/// <summary>What a stop does.</summary>
public sealed record ShutdownConfiguration
{
    [Description("What becomes of working orders: keep them for the next start, or cancel them.")]
    public WorkingOrderPolicy WorkingOrders { get; init; } = WorkingOrderPolicy.Keep;

    [Within("100ms", "5m")]
    [Description("How long a stop waits until everything under way is written.")]
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>What becomes of working orders at a stop.</summary>
public enum WorkingOrderPolicy
{
    Keep,
    Cancel,
}

/// <summary>How far the engine goes.</summary>
public enum EngineMode
{
    /// <summary>Everything but orders: rule sets decide, and risk lets nothing pass.</summary>
    Observe,

    /// <summary>Orders are filled by a simulated venue on live market data.</summary>
    Paper,
}

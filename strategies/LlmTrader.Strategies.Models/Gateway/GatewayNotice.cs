namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>Something that people should know.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Subject">The endpoint, the call or the budget's window.</param>
/// <param name="Text">One sentence.</param>
public sealed record GatewayNotice(DateTimeOffset Time, GatewayNoticeKind Kind, string Subject, string Text);

/// <summary>What people should know of.</summary>
public enum GatewayNoticeKind
{
    /// <summary>A breaker opened, half opened or closed.</summary>
    Breaker,

    /// <summary>An endpoint is left alone for a while, since it asked for it.</summary>
    Cooldown,

    /// <summary>A budget is nearly used up.</summary>
    BudgetWarning,

    /// <summary>A call was refused for a budget.</summary>
    BudgetExhausted,

    /// <summary>An answer repeated its request's canary: a text in the prompt took the model over.</summary>
    Canary,
}

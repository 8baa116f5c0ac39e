namespace LlmTrader.Engine.Trading;

/// <summary>The engine's own orders (liquidations, flattening): they must find a place when people and strategies have taken all others.</summary>
public static class EngineOrders
{
    /// <summary>Places kept for them, in the order tables of risk, venue and accounts and on the way back, beside <see cref="RiskOptions.MaxOpenOrders"/>.</summary>
    public const int MaxUnderWay = 64;
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the rules and the kill keep of an order that has passed and is not done.</summary>
internal struct TrackedOrder
{
    public InstrumentId Instrument;
    public AccountId Account;
    public StrategyId Strategy;
    public Side Side;

    /// <summary>It is to be cancelled, whatever else is stopped.</summary>
    public bool IsUnwanted;

    /// <summary>The risk engine has asked for its cancel, and nobody has said no.</summary>
    public bool IsBeingCancelled;
}

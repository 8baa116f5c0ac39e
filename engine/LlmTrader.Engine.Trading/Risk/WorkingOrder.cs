using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the risk gate keeps of an order that has passed and is not done.</summary>
internal struct WorkingOrder
{
    /// <summary>What may still fill.</summary>
    public Quantity Leaves;

    /// <summary>Cash set aside for <see cref="Leaves"/>; zero for a sell.</summary>
    public long ReservedRaw;

    public InstrumentId Instrument;
    public AccountId Account;
    public Side Side;
    public OrderStatus Status;

    /// <summary>A cancel has passed and is not answered: another one would only be refused by the venue.</summary>
    public bool IsCancelPending;
}

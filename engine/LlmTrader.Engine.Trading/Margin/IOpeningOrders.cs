using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Takes back what could open more while positions are being closed for want of margin.</summary>
public interface IOpeningOrders
{
    /// <summary>Sends the cancels of the account's orders that have some of the currency set aside, and of all in its perpetuals but the reduce-only ones.</summary>
    void CancelOpening(AccountId account, Currency currency);
}

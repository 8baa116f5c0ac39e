namespace LlmTrader.Engine.Trading;

/// <summary>What the risk gate has set aside of one account's cash in one currency, in 10^-8 of the currency.</summary>
internal struct CashBalance
{
    /// <summary>Cash and margin that working orders may still need.</summary>
    public long ReservedRaw;
}

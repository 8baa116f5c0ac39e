namespace LlmTrader.Engine.Trading;

/// <summary>One account's cash in one currency, as the risk gate sees it, in 10^-8 of the currency.</summary>
internal struct CashBalance
{
    public long CashRaw;

    /// <summary>The part of it that working buys may still need.</summary>
    public long ReservedRaw;
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Tells what an account may still spend.</summary>
internal interface IAvailableFunds
{
    /// <summary>Cash or free margin in the instrument's quote currency that no working order has reserved, in 10^-8 of it.</summary>
    long AvailableRaw(AccountId account, InstrumentId instrument);
}

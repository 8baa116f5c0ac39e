using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What flattening must know of an account's place in an instrument.</summary>
internal interface IFlattenView
{
    ref readonly Exposure ExposureOf(AccountId account, InstrumentId instrument);

    /// <summary>The part of a position that the venue takes one market order for today: without what was bought today where that can't be sold (T+1), no more than it takes at once, in its lots.</summary>
    Quantity ClosableOf(AccountId account, InstrumentId instrument);

    /// <summary>Why nothing can be closed there now; <see cref="RejectReason.None"/> when it can.</summary>
    RejectReason ObstacleOf(InstrumentId instrument);
}

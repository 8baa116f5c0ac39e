using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Follows what working orders may still fill.</summary>
internal interface IWorkingObserver
{
    /// <summary>By so much more, or less, may fill on a side; the order tells whose, where and, most often, why.</summary>
    void OnWorking(in OrderCommand order, Side side, Quantity change);

    /// <summary>An order that had passed is done, or is not sent after all.</summary>
    void OnDone(in OrderCommand order);
}

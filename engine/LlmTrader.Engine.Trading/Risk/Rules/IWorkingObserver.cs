using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Follows what working orders may still fill.</summary>
internal interface IWorkingObserver
{
    /// <summary>By so much more, or less, may fill on a side; the order tells whose, where and, most often, why.</summary>
    void OnWorking(in OrderCommand order, Side side, Quantity change);
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>The open bars of one specification, for all instruments.</summary>
internal abstract class BarSeries : ISnapshotState
{
    public abstract void OnTrade(InstrumentId instrument, in TradePrint print);

    /// <summary>Number of open bars; it goes through all instruments.</summary>
    public abstract int CountOpen();

    /// <summary>The oldest open bar of an instrument, or one that is not open.</summary>
    public abstract ref readonly OpenBar Oldest(InstrumentId instrument);

    /// <inheritdoc/>
    public abstract void Transfer(ISnapshotTransfer transfer);
}

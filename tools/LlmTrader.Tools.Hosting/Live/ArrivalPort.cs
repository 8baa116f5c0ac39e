using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>Notes with every event of a live feed when it was handed to the engine: from there its latencies are measured.</summary>
internal sealed class ArrivalPort(IMarketDataPort inner) : IMarketDataPort
{
    public bool TryWrite(in EngineEvent e)
    {
        EngineEvent arrived = e;
        arrived.IntendedTicks = ExternalClock.NowTicks;
        return inner.TryWrite(in arrived);
    }

    public bool DeliverOwed() => inner.DeliverOwed();
}

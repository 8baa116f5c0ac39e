using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// A gateway's way into the Sequencer: what a venue outside answers. It is drained before commands and market data. Full, it makes
/// the gateway's thread wait, which holds the venue's connection back; no report is ever dropped. One thread writes.
/// </summary>
public sealed class ReportInbox
{
    private readonly SpscQueue<EngineEvent> _queue;
    private readonly Doorbell _doorbell;
    private readonly InstrumentTable _instruments;

    internal ReportInbox(int capacity, InstrumentTable instruments, Doorbell doorbell)
    {
        _queue = new SpscQueue<EngineEvent>(capacity);
        _instruments = instruments;
        _doorbell = doorbell;
    }

    internal SpscQueue<EngineEvent> Queue => _queue;

    /// <summary>Takes a report in that the gateway's own <see cref="GatewayOrders"/> took: one that says something new of an open order.</summary>
    /// <param name="instrument">The order's.</param>
    /// <param name="report">What happened.</param>
    /// <param name="venueTime">When the venue acted, by its clock.</param>
    /// <param name="stopped">Ends the waiting for room.</param>
    /// <returns>False only when the engine has stopped while this waited.</returns>
    /// <exception cref="ArgumentException">It is of no instrument that the engine knows.</exception>
    public bool Write(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, CancellationToken stopped)
    {
        if (!_instruments.Contains(instrument)) { throw new ArgumentException($"The report's instrument {instrument.Value} is none that the engine knows."); }
        SpinWait spin = default;
        while (!stopped.IsCancellationRequested)
        {
            ref EngineEvent slot = ref _queue.TryClaim(out bool claimed);
            if (!claimed) { spin.SpinOnce(); continue; }
            slot = new EngineEvent
            {
                Kind = EventKind.Report, ReportSource = ReportSource.Gateway, Instrument = instrument, ExchangeTime = venueTime, Report = report,
            };
            _queue.Publish();
            _doorbell.Ring();
            return true;
        }

        return false;
    }
}

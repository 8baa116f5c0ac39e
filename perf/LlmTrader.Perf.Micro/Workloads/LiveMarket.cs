using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Ports;

namespace LlmTrader.Perf.Micro.Workloads;

/// <summary>A live engine in which the simulated market trades, with journals in memory.</summary>
internal sealed class LiveMarket : IDisposable
{
    // In a large ring thousands of events would be sequenced before the first of their bars closed, and hardly trade.
    private const int Ring = 256;
    private const int Inbox = 64;

    private readonly SimulatedMarket _market = TradedMarket.Open();
    private readonly ReleaseCounter _released = new();
    private readonly TradingEngine _engine;
    private readonly MarketDataInbox _inbox;
    private EngineEvent _next;
    private long _pushed;

    public LiveMarket(EngineTopology topology)
    {
        EnginePorts ports = new() { RuleSet = TradedMarket.RuleSet(), Journal = new LatestEvents(), OutJournal = new LatestRecords(), Probe = _released };
        _engine = new TradingEngine(TradedMarket.Options, new ThreadingOptions { Topology = topology, RingCapacity = Ring }, ports);
        _inbox = _engine.AddInbox(Inbox, InboxOverflow.Wait);
        _engine.Start();
    }

    public long Fills => _engine.Stages.Accounts.Counts.Fills;

    public long Bars => _engine.Stages.Signals.Counts.Bars;

    /// <summary>Ends when the last stage has passed every event that was pushed; returns how many that are.</summary>
    /// <exception cref="InvalidOperationException">The engine stopped.</exception>
    public long Push(int events)
    {
        _pushed += events;
        for (int i = 0; i < events; i++)
        {
            _market.TryRead(ref _next);
            if (!_inbox.Write(in _next, _engine.Stopped)) { throw Failure(); }
        }

        while (_released.Count < _pushed)
        {
            if (_engine.Stopped.IsCancellationRequested) { throw Failure(); }
            Thread.Sleep(0);
        }

        return _pushed;
    }

    public void Dispose() => _engine.Dispose();

    private InvalidOperationException Failure() => new("The engine stopped.", _engine.Fault);
}

using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// What risk let pass meets the market: in paper trading and in backtests the simulated venue. Where a gateway sends it to a venue
/// outside, this keeps account of it.
/// </summary>
public sealed class MatchingStage : ITradingStage
{
    private readonly StageBuffer<OrderCommand> _commands;
    private readonly SimulatedVenue _venue = null!;    // One of the two is there.
    private readonly GatewayExecution? _gateway;
    private readonly ILatencyProbe? _probe;
    private readonly int _instruments;

    public MatchingStage(
        EngineOptions options, MarketRulesTable marketRules, StageBuffer<OrderCommand> commands, IReportPort reports, ITimerPort timers, ILatencyProbe? probe,
        bool startsSmall = false)
    {
        _commands = commands;
        _probe = probe;
        _instruments = options.Instruments.Count;
        if (options.Execution == ExecutionMode.Gateway)
        {
            _gateway = new GatewayExecution(options, commands, reports);
            return;
        }

        _venue = new SimulatedVenue(options.Instruments, options.Venue, reports, timers, marketRules, options.Accounts, options.Bars.Specs, startsSmall);
    }

    /// <exception cref="InvalidOperationException">A gateway executes.</exception>
    public SimulatedVenue Venue => _gateway is null ? _venue : throw new InvalidOperationException("A gateway executes: there is no simulated venue.");

    /// <summary>The orders at a venue outside; null when the simulated one executes.</summary>
    public GatewayOrders? GatewayOrders => _gateway?.Orders;

    public ulong Hash => _gateway?.Hash ?? _venue.Hash;

    public void OnEvent(ref EngineEvent e)
    {
        if (_gateway is null) { Pass(ref e); } else { _gateway.OnEvent(ref e); }
        _probe?.OnDecision(in e);
    }

    /// <inheritdoc/>
    public void EndOfBatch() => _probe?.EndOfDecisions();

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("matching stage");
        if (_gateway is null) { transfer.Part(_venue); } else { transfer.Part(_gateway); }
    }

    // Most events: a quote or a trade of what we have no order in, and no command.
    [MethodImpl(MethodImplOptions.NoInlining)]   // As the risk stage's.
    private void Pass(ref EngineEvent e)
    {
        bool isPrice = e.Kind is EventKind.Quote or EventKind.Trade && e.Commands.Count == 0;
        if (isPrice && (e.Kind == EventKind.Quote ? _venue.TryPass(e.Instrument, in e.Quote, e.Time) : _venue.TryPass(e.Instrument, in e.Trade, e.Time))) { return; }
        Simulate(ref e);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Simulate(ref EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Trade: _venue.OnTrade(e.Instrument, in e.Trade, e.ExchangeTime, e.Time); break;
            case EventKind.Quote: _venue.OnQuote(e.Instrument, in e.Quote, e.ExchangeTime, e.Time); break;
            case EventKind.Book: _venue.OnBook(e.Instrument, in e.Book, e.ExchangeTime, e.Time); break;
            case EventKind.Gap: _venue.OnGap(e.Instrument, e.Time); break;
            case EventKind.EpochStart: OnEpochStart(e.Time); break;
            case EventKind.BarPrint: _venue.OnBar(e.Instrument, in e.Bar, e.Time); break;
            case EventKind.Timer: _venue.OnTimer(e.Timer.Id, e.Time); break;
            case EventKind.InstrumentStatus: _venue.OnStatus(e.Instrument, e.InstrumentStatus.Status, e.Time); break;
            case EventKind.Report: _venue.OnReport(e.Instrument, in e.Report, e.ReportSource); break;
            default: break;
        }

        // After the market data: an order that this event caused can't have been in the market before it.
        for (int i = 0; i < e.Commands.Count; i++)
        {
            ref OrderCommand command = ref _commands.At(e.Commands, i);
            if (command.Verdict == RejectReason.None) { _venue.OnCommand(in command, e.Time); }
        }
    }

    // Whatever the market did between two runs was not seen.
    private void OnEpochStart(Timestamp now)
    {
        for (int i = 0; i < _instruments; i++) { _venue.OnGap(new InstrumentId(i), now); }
    }
}

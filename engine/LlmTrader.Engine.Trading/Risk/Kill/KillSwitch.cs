using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Stop means stop, the part within the ring: from a kill to its reset no new order passes, what works is cancelled, and when it
/// was asked for, positions are closed. It also takes back the orders of what is halted, and of what may only reduce those that could open.
/// </summary>
public sealed class KillSwitch : ISnapshotState
{
    private readonly OrderTracker _orders;
    private readonly Flattener _flattener;
    private readonly RiskRules _rules;

    internal KillSwitch(OrderTracker orders, Flattener flattener, RiskRules rules) => (_orders, _flattener, _rules) = (orders, flattener, rules);

    public bool IsKilled { get; private set; }

    /// <summary>Whether positions are being closed.</summary>
    public bool IsFlattening => _flattener.IsOn;

    /// <summary>Positions that could not be closed at the last look.</summary>
    public int Unclosed => _flattener.Listed;

    /// <summary>Cancels that the risk engine has sent.</summary>
    public long CancelsSent => _orders.CancelsSent;

    /// <summary>Orders that it has sent to close positions.</summary>
    public long ClosesSent => _flattener.Sent;

    /// <summary>Whether a cancel is to be sent or a position to be closed.</summary>
    internal bool HasWork => _orders.IsWanted || _flattener.IsOn || _flattener.Listed > 0;

    internal bool WantsCancels => _orders.IsWanted;

    internal bool WaitsForTime => _flattener.Listed > 0;

    internal void Throw(bool flatten)
    {
        IsKilled = true;
        _orders.Want();
        if (!flatten) { return; }
        _rules.OnFlatten();
        _flattener.Start();
    }

    internal void Reset()
    {
        IsKilled = false;
        _flattener.Stop();
        _rules.OnKillReset();
    }

    internal void Want() => _orders.Want();

    internal void WantOpening(AccountId account, Currency currency) => _orders.WantOpening(account, currency);

    internal void WantAll(in CancelAll which) => _orders.WantAll(in which);

    internal void Send(RiskStops stops, TradingState state) => _orders.Send(stops, IsKilled ? TradingState.Halted : state);

    internal void OnMarket(InstrumentId instrument) => _flattener.OnMarket(instrument);

    internal void LookAgain() => _flattener.LookAtAll();

    /// <summary>A command of the risk engine itself has come back through the Sequencer and been judged.</summary>
    internal void OnVerdict(in OrderCommand own, RejectReason verdict)
    {
        if (own.Action == CommandAction.New) { _flattener.OnVerdict(in own, verdict); } else { _orders.OnCancelReturned(); }
    }

    /// <summary>A venue's report, which the ledger has taken in.</summary>
    internal void OnReport(InstrumentId instrument, in ExecutionReport report, ReportedOrder order)
    {
        if (order == ReportedOrder.Done && _flattener.Follows) { _flattener.OnReport(instrument, in report); }
        if (order != ReportedOrder.Open) { return; }
        if (report.Kind is ReportKind.CancelRejected or ReportKind.Replaced or ReportKind.ReplaceRejected or ReportKind.Unknown) { _orders.OnChangeEnded(report.OrderId); }
        if (report.Kind is ReportKind.Accepted or ReportKind.Fill && _flattener.Follows) { _flattener.OnTaken(instrument, in report); }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("kill switch");
        transfer.Part(_orders);
        transfer.Part(_flattener);
        bool isKilled = IsKilled;
        transfer.Value(ref isKilled);
        IsKilled = isKilled;
    }
}

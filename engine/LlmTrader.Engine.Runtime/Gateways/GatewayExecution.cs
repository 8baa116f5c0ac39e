using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// What the matching stage does when a venue outside executes: it decides nothing and keeps account of what leaves, so that a recovery
/// knows what was on its way. The sending itself is the outbound gate's, once the commands are kept.
/// </summary>
public sealed class GatewayExecution : ISnapshotState
{
    private readonly StageBuffer<OrderCommand> _commands;
    private readonly IReportPort _reports;
    private readonly Action<InstrumentId, ExecutionReport> _report;   // Made once: a method group would allocate.
    private HashAccumulator _hash = new(4);
    private Timestamp _now;
    private int _epoch = 1;   // Until an event says otherwise: a new journal's.

    internal GatewayExecution(EngineOptions options, StageBuffer<OrderCommand> commands, IReportPort reports)
    {
        _commands = commands;
        _reports = reports;
        _report = Report;
        Orders = GatewayOrders.For(options);
    }

    /// <summary>What has left and is not done, as the events tell.</summary>
    public GatewayOrders Orders { get; }

    internal ulong Hash => _hash.Value;

    internal void OnEvent(ref EngineEvent e)
    {
        _now = e.Time;
        switch (e.Kind)
        {
            case EventKind.Report when e.ReportSource != ReportSource.Risk: Orders.TryApply(in e.Report); break;
            case EventKind.EpochStart: OnEpochStart(in e.EpochStart); break;
            default: break;
        }

        for (int i = 0; i < e.Commands.Count; i++)
        {
            ref OrderCommand command = ref _commands.At(e.Commands, i);
            if (command.Verdict != RejectReason.None) { continue; }
            _hash.Fold(in command);
            Orders.OnCommand(in command, _epoch);
        }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("gateway execution");
        transfer.Value(ref _hash);
        transfer.Value(ref _now);
        transfer.Value(ref _epoch);
        transfer.Part(Orders);
    }

    // Nothing is sent again: the gateway asks the venue for every order that is called unknown here.
    private void OnEpochStart(in EpochStart start)
    {
        _epoch = start.Epoch;
        Orders.OnEpochStart(_report);
    }

    private void Report(InstrumentId instrument, ExecutionReport report)
    {
        _hash.Fold(in report, instrument);
        _reports.Send(instrument, in report, _now, _now);
    }
}

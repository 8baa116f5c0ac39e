using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>Passes a verdict on every command and keeps its own view of exposure. A reject goes back as a report.</summary>
public sealed class RiskStage : ITradingStage
{
    private readonly StageBuffer<OrderCommand> _commands;
    private readonly IReportPort _rejects;
    private readonly RiskGate _gate;

    public RiskStage(EngineOptions options, StageBuffer<OrderCommand> commands, IReportPort rejects)
    {
        _commands = commands;
        _rejects = rejects;
        _gate = new RiskGate(options.Instruments, options.Risk, options.Accounts);
    }

    public RiskGate Gate => _gate;

    public ulong Hash => _gate.Hash;

    public void OnEvent(ref EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Trade: _gate.OnMarketPrice(e.Instrument, e.Trade.Price); break;
            case EventKind.Quote: OnQuote(ref e); break;
            case EventKind.Bar: _gate.OnMarketPrice(e.Instrument, e.Bar.Close); break;
            case EventKind.Report: _gate.OnReport(e.Instrument, in e.Report, e.ReportSource); break;
            case EventKind.RiskLimitChange: _gate.OnLimitChange(in e.RiskLimit); break;
            case EventKind.TradingStateChange: _gate.OnTradingState(in e.TradingState); break;
            default: break;
        }

        if (e.Commands.Count > 0) { Check(ref e); }   // After the fold: a decision on a bar is judged at that bar's close.
    }

    private void Check(ref EngineEvent e)
    {
        for (int i = 0; i < e.Commands.Count; i++)
        {
            ref OrderCommand command = ref _commands.At(e.Commands, i);
            command.Verdict = _gate.Check(in command, e.Time);
            if (command.Verdict != RejectReason.None) { Reject(in command, e.Time); }
        }
    }

    private void OnQuote(ref EngineEvent e)
    {
        if (QuotePrice.TryMid(in e.Quote, out Price mid)) { _gate.OnMarketPrice(e.Instrument, mid); }
    }

    private void Reject(in OrderCommand command, Timestamp now)
    {
        ExecutionReport report = new()
        {
            OrderId = command.OrderId,
            Account = command.Account,
            Strategy = command.Strategy,
            Kind = command.Action == CommandAction.New ? ReportKind.Rejected : ReportKind.CancelRejected,
            Reason = command.Verdict,
            Side = command.Side,
        };
        _rejects.Send(command.Instrument, in report, now, now);
    }
}

using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>Folds reports into positions and equity and writes the derived stream: decisions, orders, positions, equity, cash flows.</summary>
public sealed class AccountsStage : ITradingStage
{
    private readonly StageBuffer<OrderCommand> _commands;
    private readonly StageBuffer<OutRecord> _notes;
    private readonly InstrumentTable _instruments;
    private readonly StageBuffer<OutRecord> _verdicts;
    private readonly AccountBook _book;
    private readonly OrderMap<OrderState> _orders;
    private readonly AccountRecords _records;

    public AccountsStage(
        EngineOptions options, StageBuffer<OrderCommand> commands, StageBuffer<OutRecord> notes, StageBuffer<OutRecord> verdicts, IOutJournal? outJournal,
        bool startsSmall = false)
    {
        _commands = commands;
        _notes = notes;
        _verdicts = verdicts;
        _instruments = options.Instruments;
        _book = new AccountBook(options.Instruments, options.Accounts);
        _orders = new OrderMap<OrderState>(options.Risk.MaxOpenOrders + EngineOrders.MaxUnderWay, startsSmall);
        _records = new AccountRecords(options, outJournal);
    }

    public AccountBook Book => _book;

    public AccountCounts Counts { get; } = new();

    public ulong Hash => _book.Hash;

    [MethodImpl(MethodImplOptions.NoInlining)]   // As the risk stage's.
    public void OnEvent(ref EngineEvent e)
    {
        bool isPrice = e.Kind is EventKind.Quote or EventKind.Trade && (e.Commands.Count | e.Verdicts.Count | e.Notes.Count | e.ClosedBars.Count) == 0;
        if (!isPrice) { Work(ref e); }
        else if (e.Kind == EventKind.Trade) { _book.Mark(e.Instrument, e.Trade.Price); }
        else if (QuotePrice.TryMid(in e.Quote, out Price mid)) { _book.Mark(e.Instrument, mid); }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Work(ref EngineEvent e)
    {
        if (e.Notes.Count > 0) { Record(_notes, e.Notes); }
        if (e.Commands.Count > 0) { OnCommands(ref e); }
        if (e.Verdicts.Count > 0) { Record(_verdicts, e.Verdicts); }
        switch (e.Kind)
        {
            case EventKind.Trade: _book.Mark(e.Instrument, e.Trade.Price); break;
            case EventKind.Quote: OnQuote(ref e); break;
            case EventKind.Bar: _book.Mark(e.Instrument, e.Bar.Close); break;
            case EventKind.MarkPrice: _book.OnMarkPrice(e.Instrument, e.MarkPrice.Mark); break;
            case EventKind.Report: OnReport(ref e); break;
            case EventKind.CashFlow: OnCashFlow(ref e); break;
            case EventKind.Funding: OnFunding(ref e); break;
            default: break;
        }

        if (e.ClosedBars.Count > 0 && _records.IsWanted) { _records.Equity(in e, _book); }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("accounts stage");
        transfer.Part(_book);
        transfer.Part(_orders);
        transfer.Part(_records);
        transfer.Part(Counts);
    }

    /// <summary>Writes the derived stream elsewhere from here on; between two events.</summary>
    internal void RecordTo(IOutJournal? outJournal) => _records.Out = outJournal;

    /// <inheritdoc/>
    public void EndOfBatch() => _records.Out?.EndOfBatch();

    private void OnQuote(ref EngineEvent e)
    {
        if (QuotePrice.TryMid(in e.Quote, out Price mid)) { _book.Mark(e.Instrument, mid); }
    }

    // The equity just before is recorded as well: whoever computes returns must not count the flow among them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnCashFlow(ref EngineEvent e)
    {
        _records.Equity(in e, _book);
        _book.OnCashFlow(in e.CashFlow);
        _records.CashFlow(in e, InstrumentId.None, in e.CashFlow);
        _records.Equity(in e, _book);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnFunding(ref EngineEvent e)
    {
        for (int i = 0; i < _book.AccountCount; i++)
        {
            AccountId account = new((ushort)i);
            long amount = _book.OnFunding(account, e.Instrument, in e.Funding);
            if (amount == 0) { continue; }
            _records.CashFlow(in e, e.Instrument, new CashFlow
            {
                AmountRaw = amount,
                Currency = _instruments[e.Instrument].Quote,
                Account = account,
                Kind = CashFlowKind.Funding,
            });
        }

        _records.Equity(in e, _book);
    }

    // An earlier stage has filled them in; only this one writes the stream.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Record(StageBuffer<OutRecord> records, StageRange range)
    {
        for (int i = 0; i < range.Count; i++) { _records.Out?.Append(in records.At(range, i)); }
    }

    private void OnCommands(ref EngineEvent e)
    {
        for (int i = 0; i < e.Commands.Count; i++)
        {
            ref OrderCommand command = ref _commands.At(e.Commands, i);
            Counts.Add(in command);
            if (command.Verdict == RejectReason.None) { Send(in command); }
        }

        if (!_records.IsWanted) { return; }
        for (int i = 0; i < e.Commands.Count; i++) { _records.Decision(in e, in _commands.At(e.Commands, i)); }
    }

    private void Send(in OrderCommand command)
    {
        ref OrderState state = ref command.Action == CommandAction.New ? ref _orders.Add(command.OrderId) : ref _orders.Find(command.OrderId);
        bool isLegal = OrderStateMachine.TryNext(state, command.Action, out OrderState next);   // Risk lets changes of open orders pass alone.
        Invariant.Holds(isLegal);
        state = next;
    }

    private void OnReport(ref EngineEvent e)
    {
        ref ExecutionReport report = ref e.Report;
        OrderStatus status = NextStatus(in report, e.ReportSource);
        Counts.Add(in report);
        _book.OnReport(e.Instrument, in report);
        if (_records.IsWanted) { _records.Report(in e, status, _book); }
    }

    private OrderStatus NextStatus(in ExecutionReport report, ReportSource source)
    {
        ref OrderState state = ref _orders.Find(report.OrderId);
        // What risk rejected never was an order; a change that found nothing changes none.
        if (Unsafe.IsNullRef(ref state)) { return report.Kind == ReportKind.Rejected ? OrderStatus.Rejected : OrderStatus.None; }
        if (source == ReportSource.Risk) { return state.Status; }   // A change that never went out: another one may be under way.

        OrderState next = OrderStateMachine.Next(state, in report);
        if (OrderStateMachine.IsTerminal(next.Status)) { _orders.Remove(report.OrderId); } else { state = next; }
        return next.Status;
    }
}

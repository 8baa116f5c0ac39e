using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>Folds reports into positions and equity and writes the derived stream: decisions, orders, positions, equity, cash flows.</summary>
public sealed class AccountsStage : ITradingStage
{
    private readonly (AccountId Account, Currency Currency)[] _equityLines;
    private readonly StageBuffer<OrderCommand> _commands;
    private readonly StageBuffer<OutRecord> _notes;
    private readonly InstrumentTable _instruments;
    private readonly StageBuffer<OutRecord> _verdicts;
    private readonly AccountBook _book;
    private readonly OrderMap<OrderState> _orders;
    private IOutJournal? _out;
    private readonly long[] _lastEquity;
    private OutRecord _record;

    public AccountsStage(
        EngineOptions options, StageBuffer<OrderCommand> commands, StageBuffer<OutRecord> notes, StageBuffer<OutRecord> verdicts, IOutJournal? outJournal)
    {
        _equityLines = [.. options.EquityLines];
        _commands = commands;
        _notes = notes;
        _verdicts = verdicts;
        _out = outJournal;
        _instruments = options.Instruments;
        _book = new AccountBook(options.Instruments, options.Accounts);
        _orders = new OrderMap<OrderState>(options.Risk.MaxOpenOrders + EngineOrders.MaxUnderWay);
        _lastEquity = new long[_equityLines.Length];
        Array.Fill(_lastEquity, long.MinValue);
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

        if (e.ClosedBars.Count > 0 && _out is not null) { RecordEquity(ref e); }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("accounts stage");
        transfer.Part(_book);
        transfer.Part(_orders);
        transfer.Values(_lastEquity.AsSpan());
        transfer.Part(Counts);
    }

    /// <summary>Writes the derived stream elsewhere from here on; between two events.</summary>
    internal void RecordTo(IOutJournal? outJournal) => _out = outJournal;

    /// <summary>No further event is at hand.</summary>
    public void EndOfBatch() => _out?.EndOfBatch();

    private void OnQuote(ref EngineEvent e)
    {
        if (QuotePrice.TryMid(in e.Quote, out Price mid)) { _book.Mark(e.Instrument, mid); }
    }

    // The equity just before is recorded as well: whoever computes returns must not count the flow among them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnCashFlow(ref EngineEvent e)
    {
        RecordEquity(ref e);
        _book.OnCashFlow(in e.CashFlow);
        Begin(ref e, InstrumentId.None, OutKind.CashFlow).CashFlow = e.CashFlow;
        _out?.Append(in _record);
        RecordEquity(ref e);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnFunding(ref EngineEvent e)
    {
        for (int i = 0; i < _book.AccountCount; i++)
        {
            AccountId account = new((ushort)i);
            long amount = _book.OnFunding(account, e.Instrument, in e.Funding);
            if (amount == 0) { continue; }
            Begin(ref e, e.Instrument, OutKind.CashFlow).CashFlow = new CashFlow
            {
                AmountRaw = amount,
                Currency = _instruments[e.Instrument].Quote,
                Account = account,
                Kind = CashFlowKind.Funding,
            };
            _out?.Append(in _record);
        }

        RecordEquity(ref e);
    }

    // An earlier stage has filled them in; only this one writes the stream.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Record(StageBuffer<OutRecord> records, StageRange range)
    {
        for (int i = 0; i < range.Count; i++) { _out?.Append(in records.At(range, i)); }
    }

    private void OnCommands(ref EngineEvent e)
    {
        for (int i = 0; i < e.Commands.Count; i++)
        {
            ref OrderCommand command = ref _commands.At(e.Commands, i);
            Counts.Add(in command);
            if (command.Verdict == RejectReason.None) { Send(in command); }
        }

        if (_out is not null) { RecordDecisions(ref e, _out); }
    }

    private void RecordDecisions(ref EngineEvent e, IOutJournal outJournal)
    {
        for (int i = 0; i < e.Commands.Count; i++)
        {
            ref OrderCommand command = ref _commands.At(e.Commands, i);
            Begin(ref e, command.Instrument, OutKind.Decision).Decision = command;
            outJournal.Append(in _record);
        }
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
        if (_out is not null) { RecordReport(ref e, status, _out); }
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

    private void RecordReport(ref EngineEvent e, OrderStatus status, IOutJournal outJournal)
    {
        Begin(ref e, e.Instrument, OutKind.Order).Order = new OrderUpdate { Report = e.Report, Status = status };
        outJournal.Append(in _record);
        if (e.Report.Kind != ReportKind.Fill) { return; }

        ref readonly Position position = ref _book.PositionOf(e.Report.Account, e.Instrument);
        Begin(ref e, e.Instrument, OutKind.Position).Position = new PositionUpdate
        {
            Position = position.Quantity,
            CostRaw = position.CostRaw,
            RealizedRaw = position.RealizedRaw,
            FeesRaw = position.FeesRaw,
            Account = e.Report.Account,
        };
        outJournal.Append(in _record);
        RecordEquity(ref e);
    }

    // One line per account and currency, and only when it says something new.
    private void RecordEquity(ref EngineEvent e)
    {
        if (_out is null) { return; }
        for (int i = 0; i < _lastEquity.Length; i++)
        {
            (AccountId account, Currency currency) = _equityLines[i];
            long equity = _book.Equity(account, currency).Raw;
            if (equity == _lastEquity[i]) { continue; }
            _lastEquity[i] = equity;
            Begin(ref e, InstrumentId.None, OutKind.Equity).Equity = new EquityUpdate
            {
                Account = account,
                Currency = currency,
                CashRaw = _book.Cash(account, currency).Raw,
                EquityRaw = equity,
                PeakRaw = _book.Peak(account, currency).Raw,
            };
            _out.Append(in _record);
        }
    }

    private ref OutRecord Begin(ref EngineEvent e, InstrumentId instrument, OutKind kind)
    {
        _record = default;   // A payload shorter than the one before must not keep its end.
        _record.Sequence = e.Sequence;
        _record.Time = e.Time;
        _record.Instrument = instrument;
        _record.Kind = kind;
        return ref _record;
    }
}

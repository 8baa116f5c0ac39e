using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>Writes what events did to orders, positions and equity into the derived stream.</summary>
internal sealed class AccountRecords : ISnapshotState
{
    private readonly (AccountId Account, Currency Currency)[] _equityLines;
    private readonly long[] _lastEquity;
    private IOutJournal? _out;
    private OutRecord _record;

    /// <param name="options">Accounts and currencies.</param>
    /// <param name="outJournal">Takes the records; null drops them.</param>
    public AccountRecords(EngineOptions options, IOutJournal? outJournal)
    {
        _equityLines = [.. options.EquityLines];
        _lastEquity = new long[_equityLines.Length];
        Array.Fill(_lastEquity, long.MinValue);
        _out = outJournal;
    }

    /// <summary>Takes the records; null drops them.</summary>
    public IOutJournal? Out { get => _out; set => _out = value; }

    /// <summary>Whether anybody reads them.</summary>
    public bool IsWanted => _out is not null;

    /// <summary>A command with risk's verdict.</summary>
    public void Decision(in EngineEvent e, in OrderCommand command)
    {
        Begin(in e, command.Instrument, OutKind.Decision).Decision = command;
        _out?.Append(in _record);
    }

    /// <summary>What the event's report has made of its order and, of a fill, of position and equity.</summary>
    public void Report(in EngineEvent e, OrderStatus status, AccountBook book)
    {
        Begin(in e, e.Instrument, OutKind.Order).Order = new OrderUpdate { Report = e.Report, Status = status };
        _out?.Append(in _record);
        if (e.Report.Kind != ReportKind.Fill) { return; }

        ref readonly Position position = ref book.PositionOf(e.Report.Account, e.Instrument);
        Begin(in e, e.Instrument, OutKind.Position).Position = new PositionUpdate
        {
            Position = position.Quantity,
            CostRaw = position.CostRaw,
            RealizedRaw = position.RealizedRaw,
            FeesRaw = position.FeesRaw,
            Account = e.Report.Account,
        };
        _out?.Append(in _record);
        Equity(in e, book);
    }

    /// <summary>Money that has moved.</summary>
    public void CashFlow(in EngineEvent e, InstrumentId instrument, in CashFlow flow)
    {
        Begin(in e, instrument, OutKind.CashFlow).CashFlow = flow;
        _out?.Append(in _record);
    }

    /// <summary>One line per account and currency, and only when it says something new.</summary>
    public void Equity(in EngineEvent e, AccountBook book)
    {
        if (_out is null) { return; }
        for (int i = 0; i < _lastEquity.Length; i++)
        {
            (AccountId account, Currency currency) = _equityLines[i];
            long equity = book.Equity(account, currency).Raw;
            if (equity == _lastEquity[i]) { continue; }
            _lastEquity[i] = equity;
            Begin(in e, InstrumentId.None, OutKind.Equity).Equity = new EquityUpdate
            {
                Account = account,
                Currency = currency,
                CashRaw = book.Cash(account, currency).Raw,
                EquityRaw = equity,
                PeakRaw = book.Peak(account, currency).Raw,
            };
            _out.Append(in _record);
        }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer) => transfer.Values(_lastEquity.AsSpan());

    private ref OutRecord Begin(in EngineEvent e, InstrumentId instrument, OutKind kind)
    {
        _record = default;   // A payload shorter than the one before must not keep its end.
        _record.Sequence = e.Sequence;
        _record.Time = e.Time;
        _record.Instrument = instrument;
        _record.Kind = kind;
        return ref _record;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Backtests.Comparison;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>
/// Receives the derived stream of a run and makes tables and statistics of it on the way: <c>orders.csv</c> (a row when an
/// order is done; those still open follow at the end, by decision), <c>fills.csv</c>, <c>trades.csv</c> (round trips) and
/// <c>equity.csv</c>. Memory grows with open orders and with days, not with events. One thread; files are written on it,
/// so a live engine does not carry this on its hot path.
/// </summary>
/// <remarks>
/// Rows depend on the records alone: two runs of the same data give the same bytes. The files take their names in
/// <see cref="Complete"/>; a run that fails before leaves those of an earlier run untouched and none of its own.
/// </remarks>
public sealed class BacktestRecorder : IOutJournal, IDisposable
{
    private readonly InstrumentTable _instruments;
    private readonly BacktestFiles? _files;
    private readonly PerformanceTracker[] _trackers;
    private readonly Dictionary<(AccountId, Currency), PerformanceTracker> _trackerOf = [];
    private readonly Dictionary<OrderId, OrderState> _openOrders = [];
    private readonly Dictionary<(AccountId, InstrumentId), OpenRoundTrip> _openTrips = [];
    private readonly Dictionary<(AccountId, InstrumentId), long> _openCosts = [];   // Of perpetuals, with the position's sign.
    private Func<AccountBook>? _book;
    private Func<Timestamp>? _now;
    private Timestamp? _firstTime;
    private Timestamp _lastTime;
    private bool _isComplete;

    /// <param name="options">The run's: instruments, accounts and their initial cash.</param>
    /// <param name="directory">Takes the files; null keeps statistics only. Made where needed; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when it can't be written.</param>
    public BacktestRecorder(EngineOptions options, string? directory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        _instruments = options.Instruments;
        _trackers = [.. options.EquityLines.Select(line => NewTracker(options.Accounts[line.Account.Value], line.Currency))];
        foreach (PerformanceTracker tracker in _trackers) { _trackerOf.Add((tracker.Account, tracker.Currency), tracker); }
        _files = directory is null ? null : new BacktestFiles(directory, options.Instruments, options.Accounts);
    }

    /// <summary>When the data began. Without it a run begins with its first record, the first closed bar at the earliest.</summary>
    public Timestamp? Start { get; set; }

    /// <summary>Every round trip as it ends, for whoever wants to keep them.</summary>
    public event Action<RoundTrip>? RoundTripEnded;

    /// <summary>
    /// Names the run that is recorded, so that its end is known: prices after the last closed bar still move the final
    /// equity, and a flat end has length. To be called before the run.
    /// </summary>
    /// <param name="book">The accounts, read once, in <see cref="Complete"/>.</param>
    /// <param name="now">Engine time, also read once: <c>() => engine.Now</c>.</param>
    public void Observe(Func<AccountBook> book, Func<Timestamp> now)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(now);
        _book = book;
        _now = now;
    }

    public void Append(in OutRecord record)
    {
        Invariant.Holds(!_isComplete);
        _firstTime ??= record.Time;
        _lastTime = record.Time;
        switch (record.Kind)
        {
            case OutKind.Equity: OnEquity(record.Time, in record.Equity); break;
            case OutKind.Decision: OnDecision(in record); break;
            case OutKind.Order: OnOrder(in record); break;
            case OutKind.Position: OnPosition(in record); break;
            case OutKind.CashFlow: OnCashFlow(record.Time, in record.CashFlow); break;
            default: break;
        }
    }

    /// <summary>Rows are written by the buffer, not by the batch.</summary>
    public void EndOfBatch()
    {
    }

    /// <summary>The run is over: adds what is still open and gives the files their names.</summary>
    public void Complete()
    {
        if (_isComplete) { return; }
        ReadEnd();
        _isComplete = true;
        if (_files is null) { return; }
        foreach (OrderState order in _openOrders.Values.OrderBy(order => order.Command.OrderId.Raw)) { _files.WriteOrder(in order, doneAt: null); }
        _files.Complete();
    }

    /// <summary>One summary per account and currency, in the order of the options. Throws <see cref="InvalidOperationException"/> before the run is over.</summary>
    public IReadOnlyList<PerformanceSummary> Summaries()
    {
        (Timestamp Start, Timestamp End)? span = Span();
        return [.. _trackers.Select(tracker => tracker.Summarize(span, OpenCashFlow(tracker)))];
    }

    /// <summary>The summaries, each with the profit of every UTC day. Throws <see cref="InvalidOperationException"/> before the run is over.</summary>
    public IReadOnlyList<AccountResult> Accounts()
    {
        (Timestamp Start, Timestamp End)? span = Span();
        return [.. Summaries().Zip(_trackers, (summary, tracker) => new AccountResult(summary, tracker.DailyProfits(span)))];
    }

    /// <summary>The returns of an account in a currency over a span of the caller's. Throws <see cref="InvalidOperationException"/> before the run is over.</summary>
    internal EquitySeries Series(AccountId account, Currency currency, Timestamp start, Timestamp end)
    {
        _ = Span();
        return _trackerOf[(account, currency)].Series(start, end);
    }

    /// <summary>Accounts whose cash in a currency was below zero.</summary>
    public IReadOnlyList<CashDebt> Debts() =>
        [.. _trackers.Where(tracker => tracker.Debt is not null).Select(tracker => new CashDebt(tracker.Account, new Money(tracker.Debt!.Value.LowestRaw, tracker.Currency), tracker.Debt.Value.First))];

    /// <summary>Lets go of the files. Before <see cref="Complete"/> the partial ones are removed.</summary>
    public void Dispose() => _files?.Dispose();

    private (Timestamp Start, Timestamp End)? Span()
    {
        if (!_isComplete) { throw new InvalidOperationException("The run is not over: Complete comes first."); }
        return _firstTime is { } first ? (FirstOf(Start ?? first, first), _lastTime) : null;
    }

    private void OnEquity(Timestamp time, in EquityUpdate equity)
    {
        _trackerOf[(equity.Account, equity.Currency)].OnEquity(time, in equity);
        _files?.WriteEquity(time, in equity);
    }

    private void OnCashFlow(Timestamp time, in CashFlow flow)
    {
        PerformanceTracker tracker = _trackerOf[(flow.Account, flow.Currency)];
        if (flow.Kind == CashFlowKind.Funding) { tracker.OnFunding(flow.AmountRaw); } else { tracker.OnFlow(time, flow.AmountRaw); }
    }

    // All else about positions follows from the fills.
    private void OnPosition(in OutRecord record)
    {
        ref readonly PositionUpdate position = ref record.Position;
        if (!_instruments[record.Instrument].IsPerpetual) { return; }
        _openCosts[(position.Account, record.Instrument)] = position.Position.Raw < 0 ? -position.CostRaw : position.CostRaw;
    }

    private void OnDecision(in OutRecord record)
    {
        ref readonly OrderCommand command = ref record.Decision;
        if (command.Action == CommandAction.New) { _openOrders[command.OrderId] = new OrderState(in command, record.Time); }
    }

    private void OnOrder(in OutRecord record)
    {
        ref readonly ExecutionReport report = ref record.Order.Report;
        ref OrderState order = ref CollectionsMarshal.GetValueRefOrNullRef(_openOrders, report.OrderId);
        if (!Unsafe.IsNullRef(ref order)) { order.OnReport(in report, record.Order.Status); }
        if (report.Kind == ReportKind.Fill) { OnFill(in record); }
        if (Unsafe.IsNullRef(ref order) || !OrderStateMachine.IsTerminal(order.Status)) { return; }
        _files?.WriteOrder(in order, record.Time);
        _openOrders.Remove(report.OrderId);
    }

    private void OnFill(in OutRecord record)
    {
        ref readonly ExecutionReport report = ref record.Order.Report;
        Instrument instrument = _instruments[record.Instrument];
        long notional = instrument.Notional(report.LastPrice, report.LastQuantity).Raw;
        PerformanceTracker tracker = _trackerOf[(report.Account, instrument.Quote)];
        tracker.OnFill(notional);
        if (report.FeeRaw != 0) { _trackerOf[(report.Account, report.FeeCurrency)].OnFee(report.FeeRaw); }
        _files?.WriteFill(in record, instrument, notional);

        long fee = report.FeeCurrency == instrument.Quote ? report.FeeRaw : 0;
        TripFill fill = new(record.Time, report.Account, report.Side, report.LastPrice, report.LastQuantity, notional, fee);
        ApplyToTrip(in fill, instrument, tracker);
    }

    private void ApplyToTrip(in TripFill fill, Instrument instrument, PerformanceTracker tracker)
    {
        ref OpenRoundTrip open = ref CollectionsMarshal.GetValueRefOrAddDefault(_openTrips, (fill.Account, instrument.Id), out _);
        bool wasFlat = open.IsFlat;
        bool ended = open.Apply(in fill, instrument, out RoundTrip trip);
        if (wasFlat) { tracker.OnPositionOpened(fill.Time); }
        if (!ended) { return; }

        if (open.IsFlat) { tracker.OnPositionClosed(fill.Time); }   // Else it went through zero: exposed all the time.
        tracker.OnRoundTrip(in trip);
        _files?.WriteTrade(in trip, instrument);
        RoundTripEnded?.Invoke(trip);
    }

    // The engine records equity at closed bars and fills; the end of the data is one more point when it says something new.
    private void ReadEnd()
    {
        if (_book is null || _now is null || _now() == Timestamp.MinValue) { return; }
        Timestamp end = _now();
        _firstTime ??= Start ?? end;
        _lastTime = Timestamp.Max(_lastTime, end);
        AccountBook book = _book();
        foreach (PerformanceTracker tracker in _trackers)
        {
            EquityUpdate update = new()
            {
                Account = tracker.Account,
                Currency = tracker.Currency,
                CashRaw = book.Cash(tracker.Account, tracker.Currency).Raw,
                EquityRaw = book.Equity(tracker.Account, tracker.Currency).Raw,
                PeakRaw = book.Peak(tracker.Account, tracker.Currency).Raw,
            };
            tracker.OnCash(_lastTime, update.CashRaw);
            if (tracker.Last != (true, update.EquityRaw, update.PeakRaw)) { OnEquity(_lastTime, in update); }
        }
    }

    private Int128 OpenCashFlow(PerformanceTracker tracker)
    {
        Int128 sum = 0;
        foreach (((AccountId account, InstrumentId instrument), OpenRoundTrip trip) in _openTrips)
        {
            if (account != tracker.Account || _instruments[instrument].Quote != tracker.Currency) { continue; }

            // Equity holds a perpetual's unrealised profit only: its cost makes that the position's value.
            sum += trip.CashFlowRaw + _openCosts.GetValueOrDefault((account, instrument));
        }

        return sum;
    }

    private static PerformanceTracker NewTracker(AccountOptions account, Currency currency)
    {
        Money initial = account.InitialCash.FirstOrDefault(cash => cash.Currency == currency, Money.Zero(currency));
        return new PerformanceTracker(account.Id, account.Name, initial);
    }

    private static Timestamp FirstOf(Timestamp left, Timestamp right) => left <= right ? left : right;
}

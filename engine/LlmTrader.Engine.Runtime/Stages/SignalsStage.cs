using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>Closed bars and prices in, intents out: runs the rule sets in the slots and passes a person's commands on to risk.</summary>
public sealed class SignalsStage : ITradingStage
{
    private readonly StageBuffer<ClosedBar> _closed;
    private readonly RuleSetSlot[] _slots;
    private readonly RuleSetBook _book;
    private readonly SignalOutput _output;
    private readonly RuleSetUnwinder _unwinder;
    private readonly RuleSetSwap _swap;
    private readonly RuleSetRunner _runner;
    private readonly ClosedTogether _together;
    private readonly RuleSetVersionStore _versions;

    /// <summary>Throws <see cref="ArgumentException"/> that names set, cost and budget when the set costs too much.</summary>
    /// <param name="options">What decisions depend on.</param>
    /// <param name="ruleSet">Decides in slot 0 until it is swapped; the other slots are empty at first.</param>
    /// <param name="closed">The bars stage's buffer.</param>
    /// <param name="commands">This stage's buffer of commands.</param>
    /// <param name="notes">This stage's buffer of derived records.</param>
    /// <param name="staging">Compiles what is to be swapped in.</param>
    /// <param name="feedback">The way back to the Sequencer.</param>
    /// <param name="startsSmall">Orders and bars that are held back have little room at first, which grows.</param>
    public SignalsStage(
        EngineOptions options, IRuleSet ruleSet, StageBuffer<ClosedBar> closed, StageBuffer<OrderCommand> commands, StageBuffer<OutRecord> notes,
        RuleSetStaging staging, Feedback feedback, bool startsSmall = false)
    {
        if (!options.RuleSets.TryAfford(ruleSet, out string? error)) { throw new ArgumentException(error); }
        _closed = closed;
        _book = new RuleSetBook(options, startsSmall);
        _output = new SignalOutput(options, _book, commands, notes);
        _slots = new RuleSetSlot[options.RuleSets.Slots];
        for (int i = 0; i < _slots.Length; i++) { _slots[i] = new RuleSetSlot(new StrategyId((ushort)i), _book, _output); }
        RuleSetVersion first = new(0, ruleSet, source: null);
        _slots[0].Start(first);
        _versions = new RuleSetVersionStore(first, staging);
        _unwinder = new RuleSetUnwinder(_book, _output, _slots.Length);
        _swap = new RuleSetSwap(options, _slots, staging, _unwinder, _output, feedback, _versions);
        _together = new ClosedTogether(options, feedback, startsSmall);
        _runner = new RuleSetRunner(_slots, _book, _swap, _unwinder, _output, _together);
    }

    public ulong Hash => _output.Hash;

    /// <summary>What became of the closed bars, for the funnel.</summary>
    public SignalCounts Counts => _output.Counts;

    /// <summary>What became of rule-set events.</summary>
    public RuleSetCounts RuleSets => _swap.Counts;

    /// <summary>The slots; other threads may read what each publishes.</summary>
    public IReadOnlyList<RuleSetSlot> Slots => _slots;

    /// <summary>Where every slot stands.</summary>
    public RuleSetBook Book => _book;

    public InstrumentTable Instruments => _book.Instruments;

    /// <summary>Bars before the first decision: the most that any set which decides needs. Read it when the engine has stopped.</summary>
    public int WarmUpBars => _slots.Max(slot => slot.Active?.RuleSet.WarmUpBars ?? 0);

    /// <summary>Filled position of the first slot.</summary>
    public Quantity Position(InstrumentId instrument) => _book.Position(default, instrument);

    /// <summary>As <see cref="Position"/>, of what is unanswered or still works.</summary>
    public Quantity Working(InstrumentId instrument) => _book.Working(default, instrument);

    [MethodImpl(MethodImplOptions.NoInlining)]   // As the risk stage's.
    public void OnEvent(ref EngineEvent e)
    {
        bool isPrice = e.Kind is EventKind.Quote or EventKind.Trade && (e.ClosedBars.Count | _together.Count) == 0;
        if (!isPrice || !(e.Kind == EventKind.Quote ? _book.TryNote(e.Instrument, in e.Quote) : _book.TryNote(e.Instrument, e.Trade.Price)))
        {
            OnOther(ref e);
            return;
        }

        e.Commands = default;   // Most events: nobody holds the instrument, and no bar has closed.
        e.Notes = default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnOther(ref EngineEvent e)
    {
        bool wasHeld = _together.IsOver(in e);
        if (wasHeld) { DecideHeld(ref e); }   // Before this event's own data: nothing of it was known then.
        bool isOfInterest = e.Kind switch
        {
            EventKind.Trade => _book.OnPrice(e.Instrument, e.Trade.Price),
            EventKind.Quote => _book.OnQuote(e.Instrument, in e.Quote),
            EventKind.BarPrint => false,   // The venue's alone.
            _ => true,
        };
        if (wasHeld || isOfInterest || e.ClosedBars.Count > 0) { Work(ref e, isBegun: wasHeld); return; }
        e.Commands = default;   // Nobody who holds the instrument watches.
        e.Notes = default;
    }

    /// <summary>As <see cref="OnEvent"/>, of a ready-made bar or a report where no set reads several series: nothing is held back there.</summary>
    internal void OnBarOrReport(ref EngineEvent e)
    {
        _output.Begin(ref e);
        _book.Histories.Now = e.Time;
        if (e.Kind == EventKind.Report) { OnReport(ref e); } else { _book.OnClose(e.Instrument, e.Bar.Close); }
        for (int i = 0; i < e.ClosedBars.Count; i++) { _runner.OnBar(in _closed.At(e.ClosedBars, i)); }
        _output.End(ref e);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("signals stage");
        transfer.Part(_book);
        transfer.Part(_output);
        foreach (RuleSetSlot slot in _slots) { slot.Transfer(transfer, _versions); }
        transfer.Part(_unwinder);
        transfer.Part(_swap);
        transfer.Part(_together);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Work(ref EngineEvent e, bool isBegun)
    {
        if (!isBegun) { _output.Begin(ref e); }
        _book.Histories.Now = e.Time;
        if (e.Kind == EventKind.Quote) { _runner.OnQuote(e.Instrument, in e.Quote); }
        else if (e.Kind == EventKind.Trade) { _runner.OnTrade(e.Instrument, e.Trade.Price); }
        else { TakeIn(ref e); }
        for (int i = 0; i < e.ClosedBars.Count; i++) { _runner.OnBar(in _closed.At(e.ClosedBars, i)); }
        _output.End(ref e);
    }

    // Whatever is neither a quote nor a trade.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeIn(ref EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Bar: _book.OnClose(e.Instrument, e.Bar.Close); break;
            case EventKind.MarkPrice: _book.OnMarkPrice(e.Instrument, e.MarkPrice.Mark); break;
            case EventKind.Report: OnReport(ref e); break;
            case EventKind.CashFlow: _book.OnCashFlow(in e.CashFlow); _output.Fold(_book.Hash); break;
            case EventKind.Funding: _book.OnFunding(e.Instrument, in e.Funding); _output.Fold(_book.Hash); break;
            case EventKind.Command: _output.PassOn(ref e); break;
            case EventKind.Kill when e.Kill.Flatten != 0: OnFlatten(); break;
            case EventKind.KillReset: _book.KeepAgain(); break;
            case (>= EventKind.RuleSetSource and <= EventKind.RuleSetQuarantine) or EventKind.CapitalShare: _swap.OnEvent(ref e); break;
            default: break;
        }
    }

    // The account's positions are closed by the risk engine: the slots must not go on believing in theirs.
    private void OnFlatten()
    {
        _book.GiveUp();
        _output.Fold(_book.Hash);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DecideHeld(ref EngineEvent e)
    {
        _output.Begin(ref e);
        _runner.DecideHeld();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void OnReport(ref EngineEvent e)
    {
        if (e.Report is { Kind: ReportKind.Fill, Strategy.IsEngine: true })
        {
            OnEngineFill(ref e);
            return;
        }

        if (!_book.OnReport(e.Instrument, in e.Report, out StrategyId slot)) { return; }
        if (e.Report.Kind == ReportKind.Fill) { _output.Fold(_book.Hash); }
        RuleSetSlot of = _slots[slot.Value];
        _runner.OnReport(of, e.Instrument, in e.Report);
        if (of.IsUnwinding) { _unwinder.OnReport(of, e.Instrument, in e.Report); }
    }

    // A liquidation closes what the slots believe to hold.
    private void OnEngineFill(ref EngineEvent e)
    {
        if (!_book.OnEngineFill(e.Instrument, in e.Report)) { return; }
        _output.Fold(_book.Hash);
        foreach (RuleSetSlot slot in _slots) { _unwinder.Continue(slot, e.Instrument); }
    }
}

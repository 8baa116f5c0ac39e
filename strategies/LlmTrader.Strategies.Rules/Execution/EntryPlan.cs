using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// Entries and exits by clause. Exposure is what is held and what works. Exits come first:
/// <list type="bullet">
/// <item>an exit on the side of the exposure makes the target 0; the same bar does not enter that side again;</item>
/// <item>an entry without exposure makes the target one size; on the other side it closes and turns, with a cooldown it only closes;</item>
/// <item>an entry on the same side adds a size until there are <c>max_entries</c>;</item>
/// <item>a bar on which both entries are true enters neither.</item>
/// </list>
/// A turn is two orders, so that each is judged alone: the exit first, never for more than the position, then the entry. An
/// exit is due until its position is closed: one that is refused, expires or times out is sent again at a bar after it.
/// What works in the opposite direction is taken back first:
/// <list type="bullet">
/// <item>an exit takes entries back and at market closes at once what is filled and not being closed; what the rest still
/// fills is closed at the bars after it, also when the exit is no longer true. So no exit is ever for more than is filled;</item>
/// <item>a turn is made when nothing of the old side works any more;</item>
/// <item>an entry while a whole exit of its side works takes that back and keeps the position; when the exit was faster, it enters then.</item>
/// </list>
/// </summary>
/// <remarks>
/// Entries are counted on each side by itself, from when nothing of the side is held and nothing works that could enter it; a
/// turn is the first of its side. So a turn that is taken back, or refused, leaves the entries of the position that stays.
/// An exposure that the plan did not enter, or of which it missed bars (a swap with <c>adopt</c>, a rollback), counts as the
/// entries of the present size that it fills, rounded up, and as one at least: so versions that take over from one another
/// never pyramid.
/// </remarks>
internal sealed class EntryPlan : IOrderPlan
{
    private readonly IProgramEvaluator _program;
    private readonly InstrumentId _instrument;
    private readonly InstrumentScale _scale;
    private readonly ClauseCounts _counts;
    private readonly ProtectiveStops _stops;
    private readonly PositionSizer _sizer;
    private readonly WorkingSides _sides;
    private readonly WorkingOrders _orders;     // Limit orders, for their time-out.
    private readonly RuleRoot? _entryLong;
    private readonly RuleRoot? _exitLong;
    private readonly RuleRoot? _entryShort;
    private readonly RuleRoot? _exitShort;
    private readonly RuleRoot[] _inputs;        // Numbers that any entry needs.
    private readonly RuleRoot? _limitOffset;
    private readonly bool _isOffsetPercent;
    private readonly int _timeOut;
    private readonly int _cooldown;
    private readonly int _maxEntries;
    private EntryCount _long;
    private EntryCount _short;
    private int _dueSide;                       // An exit of this side goes on until nothing is held there and may be added; 0 for none.
    private int _foundBars;                     // Decided on since it took over from another version; -1 when none of its orders is left.
    private int _wantedSide;                    // An entry waits for what works against it; 0 for none.

    public EntryPlan(RuleDocument document, IProgramEvaluator program, Instrument instrument, InstrumentScale scale, ProtectiveStops stops, PositionSizer sizer, WorkingSides sides, ClauseCounts counts)
    {
        (_program, _instrument, _scale, _stops, _sizer, _sides, _counts) = (program, instrument.Id, scale, stops, sizer, sides, counts);
        RuleProgram rules = program.Program;
        _entryLong = rules.Root(RuleClause.EntryLong);
        _exitLong = rules.Root(RuleClause.ExitLong);
        _entryShort = rules.Root(RuleClause.EntryShort);
        _exitShort = rules.Root(RuleClause.ExitShort);
        _limitOffset = rules.Root(RuleClause.LimitOffset);
        _inputs = [.. rules.Roots.Where(root => root.Type == RuleType.Number)];
        _isOffsetPercent = document.Order.LimitOffset?.Kind == PriceRuleKind.Percent;
        (_timeOut, _cooldown, _maxEntries) = (document.Order.TimeOutBars, document.CooldownBars, document.MaxEntries);
        _orders = new WorkingOrders(_maxEntries + 2);   // Every entry, the exit, and a turn.
    }

    public bool HasOrders => _orders.HasUnasked;

    public bool IsWarm => CanEnter(_entryLong) || CanEnter(_entryShort);

    public void Observe(double close) => _sizer.OnBar(close);

    public void Missed()
    {
        _long.Missed();
        _short.Missed();
        (_foundBars, _dueSide, _wantedSide) = (0, 0, 0);
    }

    public void Save(Span<double> numbers)
    {
        numbers[0] = _long.Saved;
        numbers[1] = _short.Saved;
        numbers[2] = _dueSide;
        numbers[3] = _wantedSide;
    }

    public void Restore(ReadOnlySpan<double> numbers) =>
        (_long.Saved, _short.Saved, _dueSide, _wantedSide) = (numbers[0], numbers[1], (int)numbers[2], (int)numbers[3]);

    public void Age(IRuleSetContext context)
    {
        if (context.OpenOrders(_instrument) == 0)
        {
            _orders.Forget();
            _foundBars = -1;
            return;
        }

        _orders.OnBar(context, _instrument, _timeOut);
        AgeFound(context);
    }

    // Orders that another version left are this one's to time out; an order at market gets a bar to be answered in.
    private void AgeFound(IRuleSetContext context)
    {
        if (_foundBars < 0) { return; }
        if (context.OpenOrders(_instrument) <= _orders.Count) { _foundBars = -1; return; }
        if (++_foundBars <= (_limitOffset is null ? 1 : _timeOut) || !_sides.TakeBack(context)) { return; }
        _orders.TakenBack();
        _foundBars = -1;
    }

    public bool Decide(double close, PositionState state, IRuleSetContext context)
    {
        Quantity position = context.Position(_instrument);
        Quantity exposure = position + context.Working(_instrument);
        int side = Math.Sign(exposure.Raw);
        int held = Math.Sign(position.Raw);
        Count(1, held);
        Count(-1, held);
        if (_dueSide != 0 && _dueSide != side && _dueSide != held && !_sides.MayAdd(_dueSide)) { _dueSide = 0; }

        int entry = Entry(held);
        bool exits = side != 0 && (_dueSide == side || IsExit(side));
        if (exits && entry == side) { entry = 0; }
        if (entry != 0 && side == 0 && entry == held && _sides.Adds(-entry)) { return Stay(entry, context); }

        bool turns = entry != 0 && entry == -(side != 0 ? side : held);   // Also when an exit works that leaves no exposure.
        bool adds = entry != 0 && entry == side && Of(entry).Entries < _maxEntries;
        bool opens = entry != 0 && entry != side && IsCool(state, isTurn: side != 0) && (turns || Of(entry).Entries < _maxEntries);
        bool leaves = exits || (turns && side != 0);
        if (!leaves && !adds && !opens) { return false; }
        if (leaves && (HasOrders || _sides.MayAdd(side)))
        {
            _wantedSide = opens ? entry : 0;
            return TakeBack(position, side, context);
        }

        if (leaves && !Leave(exposure, side, close, context))
        {
            _wantedSide = opens ? entry : 0;   // What turns waits for its exit.
            return true;
        }

        if (!opens && !adds) { return true; }
        if (opens) { _stops.Read(_program, isEntry: true); }
        Quantity size = Size(close, isLong: entry > 0, context);
        if (!leaves && !turns && IsFull(position, entry, size)) { return false; }
        if (size.IsZero || !Send(entry > 0 ? Side.Buy : Side.Sell, size, close, context)) { return true; }
        if (turns) { Of(entry).Start(); } else { Of(entry).Add(); }
        return true;
    }

    // Due until it is filled: what expires, times out or is refused is sent again at a bar after it.
    private bool Leave(Quantity exposure, int side, double close, IRuleSetContext context)
    {
        _dueSide = side;
        return Send(side > 0 ? Side.Sell : Side.Buy, exposure.Abs(), close, context);
    }

    public void OnPrice(IRuleSetContext context)
    {
    }

    public void OnReport(in ExecutionReport report) => _orders.OnReport(in report);

    public void CancelAll(IRuleSetContext context)
    {
        if (_sides.TakeBack(context)) { _orders.TakenBack(); }
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_sizer);
        transfer.Part(_orders);
        transfer.Value(ref _long);
        transfer.Value(ref _short);
        transfer.Value(ref _dueSide);
        transfer.Value(ref _foundBars);
        transfer.Value(ref _wantedSide);
    }

    // What works may only close the other side; a turn from there starts the count.
    private void Count(int side, int held)
    {
        ref EntryCount count = ref Of(side);
        if (held != side && !_sides.MayAdd(side)) { count.End(); }
        else if (count.Entries == 0) { count.Adopt(1); }
    }

    private ref EntryCount Of(int side) => ref side > 0 ? ref _long : ref _short;

    // Whether what others may have entered, exits that work left aside, is as large already as all entries would make it.
    private bool IsFull(Quantity position, int side, Quantity size)
    {
        ref EntryCount count = ref Of(side);
        if (!count.IsAdopted || size.IsZero) { return false; }
        if (!_sides.IsKnown) { return true; }
        long filled = (_sides.Most(position, side).Raw + size.Raw - 1) / size.Raw;
        count.Adopt((int)Math.Min(filled, _maxEntries));
        return count.Entries == _maxEntries;
    }

    // Orders that add to what is left go first; a limit exit is then priced anew, a market exit does not wait for them.
    private bool TakeBack(Quantity position, int side, IRuleSetContext context)
    {
        _dueSide = side;
        if (HasOrders) { CancelAll(context); }
        else if (!_sides.TakeBack(side, context)) { return true; }
        if (HasOrders || _limitOffset is not null) { return true; }
        Quantity closable = _sides.Closable(position, side);
        if (!closable.IsZero) { SendMarket(side > 0 ? Side.Sell : Side.Buy, closable, context); }
        return true;
    }

    // The position is wanted again before its exit was filled.
    private bool Stay(int entry, IRuleSetContext context)
    {
        (_dueSide, _wantedSide) = (0, entry);
        if (HasOrders) { CancelAll(context); } else { _sides.TakeBack(-entry, context); }
        return true;
    }

    // 1 long, -1 short, 0 neither. One that waits is forgotten when the bar says otherwise, or when its position is safe.
    private int Entry(int held)
    {
        int entry = (CanEnter(_entryLong) && _program[_entryLong!.Node] != 0 ? 1 : 0) - (CanEnter(_entryShort) && _program[_entryShort!.Node] != 0 ? 1 : 0);
        int wanted = _wantedSide;
        _wantedSide = 0;
        if (entry != 0 || wanted == 0 || (wanted == held && !_sides.MayAdd(-wanted))) { return entry; }
        if (!IsExit(wanted)) { return CanEnter(wanted > 0 ? _entryLong : _entryShort) ? wanted : 0; }
        _dueSide = wanted;   // The exit that was taken back is wanted after all.
        return 0;
    }

    private bool IsExit(int side) => Warmth.IsTrue(_program, side > 0 ? _exitLong : _exitShort);

    private bool CanEnter(RuleRoot? entry)
    {
        if (entry is null || !Warmth.IsWarm(_program, entry) || !_sizer.IsWarm(_program)) { return false; }
        foreach (RuleRoot input in _inputs)
        {
            if (!Warmth.IsWarm(_program, input)) { return false; }
        }

        return true;
    }

    private bool IsCool(PositionState state, bool isTurn) => _cooldown == 0 || (!isTurn && state.BarsSinceClose >= _cooldown);

    private Quantity Size(double close, bool isLong, IRuleSetContext context)
    {
        if (!_stops.AreDefined || (_limitOffset is not null && double.IsNaN(_program[_limitOffset.Node])))
        {
            _counts.WithoutStop++;
            return Quantity.Zero;
        }

        Quantity size = _sizer.Size(_program, context, close, _stops.LossDistance(close, isLong));
        if (!size.IsZero) { return size; }
        _counts.BelowOneLot++;
        _ = context.SubmitMarket(_instrument, isLong ? Side.Buy : Side.Sell, Quantity.Zero);   // Answered and counted as below one lot.
        return Quantity.Zero;
    }

    // False when no order came of it; the engine counts why.
    private bool Send(Side side, Quantity quantity, double close, IRuleSetContext context)
    {
        if (_limitOffset is null) { return SendMarket(side, quantity, context); }

        double offset = _program[_limitOffset.Node] * (_isOffsetPercent ? close / 100 : 1);
        bool hasTick = _scale.TryToTick(side == Side.Buy ? close - offset : close + offset, side, out Price limit);
        if (!hasTick) { _counts.WithoutTick++; }   // Price zero: risk refuses it as an invalid price, and the funnel shows it.
        RejectReason answer = context.SubmitLimit(_instrument, side, quantity, limit, TimeInForce.GoodTillCancel, out OrderId order);
        if (answer != RejectReason.None) { return false; }
        _sides.Sent(side, quantity);
        if (!order.IsNone && !_orders.IsFull) { _orders.Add(order); }   // A shadow's orders have no ids.
        return hasTick;
    }

    // The answer is counted by the engine; the next signal computes from what really came of it.
    private bool SendMarket(Side side, Quantity quantity, IRuleSetContext context)
    {
        if (context.SubmitMarket(_instrument, side, quantity) != RejectReason.None) { return false; }
        _sides.Sent(side, quantity);
        return true;
    }
}

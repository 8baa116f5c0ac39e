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
/// One order then carries target - exposure. Limit orders on the way are taken back before an exit.
/// </summary>
internal sealed class EntryPlan : IOrderPlan
{
    private readonly IProgramEvaluator _program;
    private readonly InstrumentId _instrument;
    private readonly InstrumentScale _scale;
    private readonly ClauseCounts _counts;
    private readonly ProtectiveStops _stops;
    private readonly PositionSizer _sizer;
    private readonly WorkingOrders _orders;
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
    private int _entries;                       // Sent into the present exposure.
    private bool _isExitDue;                    // An exit waits for limit orders to be taken back.

    public EntryPlan(RuleDocument document, IProgramEvaluator program, Instrument instrument, InstrumentScale scale, ProtectiveStops stops, PositionSizer sizer, ClauseCounts counts)
    {
        (_program, _instrument, _scale, _stops, _sizer, _counts) = (program, instrument.Id, scale, stops, sizer, counts);
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

    public bool HasOrders => _orders.Count > 0;

    public bool IsWarm => CanEnter(_entryLong) || CanEnter(_entryShort);

    public void Observe(double close) => _sizer.OnBar(close);

    public void Age(IRuleSetContext context)
    {
        if (context.Working(_instrument).IsZero) { _orders.Forget(); }
        else if (_limitOffset is not null) { _orders.OnBar(context, _instrument, _timeOut); }
    }

    public bool Decide(double close, PositionState state, IRuleSetContext context)
    {
        Quantity exposure = context.Position(_instrument) + context.Working(_instrument);
        int side = Math.Sign(exposure.Raw);
        if (side == 0 && state.Sign == 0) { (_entries, _isExitDue) = (0, false); }

        bool exits = side != 0 && (_isExitDue || Warmth.IsTrue(_program, side > 0 ? _exitLong : _exitShort));
        int entry = Entry();
        if (exits && entry == side) { entry = 0; }
        bool turns = side != 0 && entry == -side;
        bool adds = side != 0 && entry == side && _entries < _maxEntries;
        bool opens = entry != 0 && entry != side && IsCool(state, isTurn: side != 0);
        if (!exits && !turns && !adds && !opens) { return false; }

        bool leaves = exits || turns;
        if (leaves && HasOrders)
        {
            _isExitDue = true;
            _orders.CancelAll(context, _instrument);
            return true;
        }

        _isExitDue = false;
        if (opens) { _stops.Read(_program, isEntry: true); }
        Quantity size = opens || adds ? Size(close, isLong: entry > 0, context) : Quantity.Zero;
        Quantity kept = leaves ? Quantity.Zero : exposure;
        Quantity missing = kept + (entry > 0 ? size : -size) - exposure;
        if (!missing.IsZero) { Send(missing, close, context); }
        if (!size.IsZero) { _entries = leaves ? 1 : _entries + 1; }
        return true;
    }

    public void OnPrice(IRuleSetContext context)
    {
    }

    public void CancelAll(IRuleSetContext context) => _orders.CancelAll(context, _instrument);

    // 1 long, -1 short, 0 neither.
    private int Entry() => (CanEnter(_entryLong) && _program[_entryLong!.Node] != 0 ? 1 : 0) - (CanEnter(_entryShort) && _program[_entryShort!.Node] != 0 ? 1 : 0);

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

    private void Send(Quantity missing, double close, IRuleSetContext context)
    {
        Side side = missing > Quantity.Zero ? Side.Buy : Side.Sell;
        if (_limitOffset is null)
        {
            // The answer is counted by the engine; the next signal computes from what really came of it.
            _ = context.SubmitMarket(_instrument, side, missing.Abs());
            return;
        }

        double offset = _program[_limitOffset.Node] * (_isOffsetPercent ? close / 100 : 1);
        double price = side == Side.Buy ? close - offset : close + offset;
        if (_orders.IsFull || !_scale.TryToTick(price, side, out Price limit)) { return; }
        RejectReason answer = context.SubmitLimit(_instrument, side, missing.Abs(), limit, TimeInForce.GoodTillCancel, out OrderId order);
        if (answer == RejectReason.None) { _orders.Add(order); }
    }
}

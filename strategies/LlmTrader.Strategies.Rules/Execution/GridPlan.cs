using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// A ladder of limit orders around the close at which it was set up. Each level knows its own order and what it holds
/// (<see cref="GridLevel"/>), from the reports of its orders: a fill asks for the opposite order one step back, a part of a
/// fill whose order ended asks for the rest, an order that was taken back is sent again at the next bar, and one that was
/// refused after 1, 2, 4, … up to 64 bars. So no level ever has two orders, and the position is the sum of the levels.
/// </summary>
/// <remarks>
/// Base, spacing and size stay until a stop closes the position; then, after the cooldown, a new grid is set up.
/// <para>
/// A grid that takes over (a swap with <c>adopt</c>, a rollback) and finds orders that it did not send, or a position that
/// is not the sum of its levels, adopts: all working orders of the slot are taken back, since their prices belong to another
/// ladder; then a new ladder is laid so that the close stands as many levels from its base as the position fills, rounded
/// up. These levels hold the position and give it back one step each; what fills no whole level, or is more than all levels
/// hold, goes with the level nearest to the close. A position on a side on which the grid has no levels is closed at market.
/// </para>
/// </remarks>
internal sealed class GridPlan : IOrderPlan
{
    private readonly IProgramEvaluator _program;
    private readonly InstrumentId _instrument;
    private readonly InstrumentScale _scale;
    private readonly PositionSizer _sizer;
    private readonly WorkingSides _sides;
    private readonly ClauseCounts _counts;
    private readonly RuleRoot[] _inputs;
    private readonly RuleRoot _spacing;
    private readonly bool _isSpacingPercent;
    private readonly int _cooldown;
    private readonly int _longs;              // Levels below the base,
    private readonly int _shorts;             // and above it.
    private readonly GridLevel[] _levels;     // By price: the last long one, …, the first; the first short one, …, the last.
    private double _base;
    private double _step;
    private Quantity _size;                   // Zero: no grid stands.
    private int _working;                     // Levels with an order.
    private bool _isDue;                      // Something is to be sent, as soon as an event can carry it.

    public GridPlan(RuleDocument document, IProgramEvaluator program, Instrument instrument, InstrumentScale scale, PositionSizer sizer, WorkingSides sides, ClauseCounts counts)
    {
        (_program, _instrument, _scale, _sizer, _sides, _counts) = (program, instrument.Id, scale, sizer, sides, counts);
        GridRule grid = document.Grid!;
        _spacing = program.Program.Root(RuleClause.GridSpacing)!;
        _inputs = [.. program.Program.Roots.Where(root => root.Type == RuleType.Number)];
        _isSpacingPercent = grid.Spacing.Kind == PriceRuleKind.Percent;
        _cooldown = document.CooldownBars;
        _longs = grid.Side == GridSide.Sell ? 0 : grid.Levels;
        _shorts = grid.Side == GridSide.Buy ? 0 : grid.Levels;
        _levels = [.. Enumerable.Range(0, _longs).Select(i => new GridLevel(isLong: true, _longs - i)), .. Enumerable.Range(1, _shorts).Select(i => new GridLevel(isLong: false, i))];
    }

    public bool HasOrders => IsStanding || _working > 0;

    public bool IsWarm
    {
        get
        {
            foreach (RuleRoot input in _inputs)
            {
                if (!Warmth.IsWarm(_program, input)) { return false; }
            }

            return true;
        }
    }

    private bool IsStanding => !_size.IsZero;

    public void Observe(double close)
    {
    }

    public void Age(IRuleSetContext context)
    {
    }

    public bool Decide(double close, PositionState state, IRuleSetContext context)
    {
        foreach (ref GridLevel level in _levels.AsSpan()) { level.OnBar(); }
        if (IsStanding && IsAlone(context)) { return Send(context); }

        TakeDown();
        if (context.OpenOrders(_instrument) > 0)
        {
            _ = context.CancelAll(_instrument);   // What this event can't carry is asked for at the next bar.
            return true;
        }

        Quantity position = context.Position(_instrument);
        if (position.IsZero && state.BarsSinceClose < _cooldown) { return false; }
        return SetUp(close, position, context);
    }

    public void OnPrice(IRuleSetContext context)
    {
        if (_isDue && IsStanding && IsAlone(context)) { Send(context); }
    }

    public void OnReport(in ExecutionReport report)
    {
        foreach (ref GridLevel level in _levels.AsSpan())
        {
            if (level.Order != report.OrderId) { continue; }
            level.OnReport(in report, _size);
            if (!level.Order.IsNone) { return; }
            _working--;
            _isDue |= !level.IsResting;
            return;
        }
    }

    public void CancelAll(IRuleSetContext context)
    {
        _size = Quantity.Zero;
        foreach (ref GridLevel level in _levels.AsSpan())
        {
            if (level.Order.IsNone) { continue; }
            if (context.Cancel(_instrument, level.Order) is not (RejectReason.None or RejectReason.UnknownOrder)) { continue; }   // One for the next event.
            level.Begin(Quantity.Zero);
            _working--;
        }

        if (!HasOrders) { _sides.TakenBack(); }
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Part(_sizer);
        transfer.Values(_levels.AsSpan());
        transfer.Value(ref _base);
        transfer.Value(ref _step);
        transfer.Value(ref _size);
        transfer.Value(ref _working);
        transfer.Value(ref _isDue);
    }

    private void TakeDown()
    {
        _size = Quantity.Zero;
        _working = 0;
        foreach (ref GridLevel level in _levels.AsSpan()) { level.Begin(Quantity.Zero); }
    }

    // Nobody else's orders work, and nobody else has traded.
    private bool IsAlone(IRuleSetContext context)
    {
        Quantity held = Quantity.Zero;
        foreach (ref readonly GridLevel level in _levels.AsSpan()) { held += level.Exposure; }
        return held == context.Position(_instrument) && _working == context.OpenOrders(_instrument);
    }

    private bool SetUp(double close, Quantity position, IRuleSetContext context)
    {
        if (!IsWarm) { return false; }
        if (position.Raw > 0 ? _longs == 0 : position.Raw < 0 && _shorts == 0)
        {
            _ = context.SubmitMarket(_instrument, position.Raw > 0 ? Side.Sell : Side.Buy, position.Abs());
            return true;
        }

        double step = _program[_spacing.Node] * (_isSpacingPercent ? close / 100 : 1);
        if (!(step > 0)) { return false; }   // Also when it is missing: no grid stands on one price.
        Quantity size = _sizer.Size(_program, context, close, stopDistance: double.NaN);
        if (size.IsZero)
        {
            _counts.BelowOneLot++;
            _ = context.SubmitMarket(_instrument, _longs == 0 ? Side.Sell : Side.Buy, Quantity.Zero);   // Answered and counted as below one lot.
            return true;
        }

        (_size, _step) = (size, step);
        _base = close + (Hold(position) * step);
        return Send(context);
    }

    // Puts a position into the levels next to the base; returns how many of them, negative when it is short.
    private int Hold(Quantity position)
    {
        if (position.IsZero) { return 0; }
        long rest = position.Abs().Raw;
        int most = position.Raw > 0 ? _longs : _shorts;
        int count = (int)Math.Min(most, (rest + _size.Raw - 1) / _size.Raw);
        for (int number = 1; number <= count; number++)
        {
            long held = number == count ? rest : _size.Raw;
            _levels[position.Raw > 0 ? _longs - number : _longs + number - 1].Begin(new Quantity(held));
            rest -= held;
        }

        return position.Raw > 0 ? count : -count;
    }

    // Sends what is missing on the ladder, from the lowest price up; true when an order was wanted.
    private bool Send(IRuleSetContext context)
    {
        _isDue = false;
        bool wanted = false;
        foreach (ref GridLevel level in _levels.AsSpan())
        {
            if (!level.Order.IsNone || level.IsResting) { continue; }
            if (!_scale.TryToTick(_base + (level.Steps * _step), level.Side, out Price limit)) { continue; }   // Below the first tick.
            wanted = true;
            RejectReason answer = context.SubmitLimit(_instrument, level.Side, level.Wanted(_size), limit, TimeInForce.GoodTillCancel, out OrderId order);
            if (answer is RejectReason.CommandBurst or RejectReason.Overloaded)
            {
                _isDue = true;   // The engine can carry no more now; the next event goes on here.
                break;
            }

            if (answer != RejectReason.None) { level.Refuse(); }
            else if (order.IsNone) { level.Rest(); }   // Only recorded: a shadow's.
            else
            {
                level.Sent(order);
                _working++;
            }
        }

        return wanted;
    }
}

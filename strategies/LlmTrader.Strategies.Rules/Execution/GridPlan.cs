using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Evaluation;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>
/// A ladder of limit orders around the close at which it was set up. The place on it follows from the position: with n
/// sizes bought it is n levels down, with n sold n levels up. Below the place rest buys, above it sells, on it nothing;
/// so every fill moves the place by one level and asks for one order where it was before.
/// </summary>
/// <remarks>
/// Base, spacing and size stay until a stop closes the position; then, after the cooldown, a new grid is set up. A level
/// counts as filled when it is filled whole. Levels are filled in the order of their prices, as a book does it.
/// </remarks>
internal sealed class GridPlan : IOrderPlan
{
    private readonly IProgramEvaluator _program;
    private readonly InstrumentId _instrument;
    private readonly InstrumentScale _scale;
    private readonly PositionSizer _sizer;
    private readonly ClauseCounts _counts;
    private readonly RuleRoot[] _inputs;
    private readonly RuleRoot _spacing;
    private readonly bool _isSpacingPercent;
    private readonly int _cooldown;
    private readonly int _lowest;               // The first and the last level; 0 is the base.
    private readonly int _highest;
    private readonly OrderId[] _orders;         // By level; none where nothing was sent.
    private double _base;
    private double _step;
    private Quantity _size;                     // Zero: no grid stands.
    private int _place;

    public GridPlan(RuleDocument document, IProgramEvaluator program, Instrument instrument, InstrumentScale scale, PositionSizer sizer, ClauseCounts counts)
    {
        (_program, _instrument, _scale, _sizer, _counts) = (program, instrument.Id, scale, sizer, counts);
        GridRule grid = document.Grid!;
        _spacing = program.Program.Root(RuleClause.GridSpacing)!;
        _inputs = [.. program.Program.Roots.Where(root => root.Type == RuleType.Number)];
        _isSpacingPercent = grid.Spacing.Kind == PriceRuleKind.Percent;
        _cooldown = document.CooldownBars;
        _lowest = grid.Side == GridSide.Sell ? 0 : -grid.Levels;
        _highest = grid.Side == GridSide.Buy ? 0 : grid.Levels;
        _orders = new OrderId[_highest - _lowest + 1];
    }

    public bool HasOrders { get; private set; }

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

    public void Observe(double close)
    {
    }

    public void Age(IRuleSetContext context)
    {
    }

    public bool Decide(double close, PositionState state, IRuleSetContext context)
    {
        if (_size.IsZero)
        {
            bool isFree = state.Sign == 0 && context.Working(_instrument).IsZero;
            if (!isFree || state.BarsSinceClose < _cooldown) { return false; }
            return SetUp(close, context);
        }

        return Fill(context);
    }

    public void OnPrice(IRuleSetContext context)
    {
        if (!_size.IsZero) { Fill(context); }
    }

    public void CancelAll(IRuleSetContext context)
    {
        _size = Quantity.Zero;
        HasOrders = false;
        for (int i = 0; i < _orders.Length; i++)
        {
            if (_orders[i].IsNone) { continue; }
            if (context.Cancel(_instrument, _orders[i]) is RejectReason.None or RejectReason.UnknownOrder) { _orders[i] = OrderId.None; }
            else { HasOrders = true; }   // One for the next event.
        }
    }

    private bool SetUp(double close, IRuleSetContext context)
    {
        double step = _program[_spacing.Node] * (_isSpacingPercent ? close / 100 : 1);
        if (!(step > 0)) { return false; }   // Also when it is missing: no grid stands on one price.
        Quantity size = _sizer.Size(_program, context, close, stopDistance: double.NaN);
        if (size.IsZero)
        {
            _counts.BelowOneLot++;
            _ = context.SubmitMarket(_instrument, _highest > 0 && _lowest == 0 ? Side.Sell : Side.Buy, Quantity.Zero);   // Answered and counted as below one lot.
            return true;
        }

        (_base, _step, _size, _place) = (close, step, size, 0);
        return Fill(context);
    }

    // Follows the fills, then sends what is missing on the ladder; true when an order was wanted.
    private bool Fill(IRuleSetContext context)
    {
        Quantity position = context.Position(_instrument);
        while (_place > _lowest && position.Raw >= (1 - _place) * _size.Raw) { _orders[--_place - _lowest] = OrderId.None; }
        while (_place < _highest && position.Raw <= (-1 - _place) * _size.Raw) { _orders[++_place - _lowest] = OrderId.None; }

        bool wanted = false;
        for (int level = _lowest; level <= _highest; level++)
        {
            if (level == _place || !_orders[level - _lowest].IsNone) { continue; }
            Side side = level < _place ? Side.Buy : Side.Sell;
            if (!_scale.TryToTick(_base + (level * _step), side, out Price limit)) { continue; }   // Below the first tick.
            wanted = true;
            RejectReason answer = context.SubmitLimit(_instrument, side, _size, limit, TimeInForce.GoodTillCancel, out OrderId order);
            if (answer != RejectReason.None) { break; }   // The engine can carry no more now; the next event goes on here.
            _orders[level - _lowest] = order;
            HasOrders = true;
        }

        return wanted;
    }
}

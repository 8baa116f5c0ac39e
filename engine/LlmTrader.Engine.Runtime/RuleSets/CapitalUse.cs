using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// How much of its capital a slot may come to use with what it holds and what works, reckoned anew at each question. Of an
/// instrument it is the dearer side: the position, if it lies there, and the orders of that side beyond what closes the other.
/// <code>
/// spot:      value of the position + opening orders at their worst prices + their dearest fee
/// perpetual: initial margin of the two together, at the account's leverage + that fee
/// </code>
/// A short position uses what it is worth, and what it brought in is no capital. All amounts are 10^-8 of the quote currency and
/// rounded up; of orders that close first and then open, the opening part has its share of their worth by quantity.
/// </summary>
internal sealed class CapitalUse
{
    private readonly InstrumentTable _instruments;
    private readonly MarginSchedule?[] _schedules;   // By instrument; null of spot.
    private readonly int[] _leverages;
    private readonly Sides[] _working;               // By instrument; all zero between two questions.
    private readonly int _margin;
    private (long Sequence, byte Number) _group;     // The last one that was counted,
    private Sides _ofGroup;                          // and how much of it.

    public CapitalUse(EngineOptions options)
    {
        _instruments = options.Instruments;
        AccountOptions account = options.Accounts[options.StrategyAccount.Value];
        _schedules = [.. _instruments.All.ToArray().Select(instrument => instrument.IsPerpetual ? new MarginSchedule(instrument) : null)];
        _leverages = [.. _instruments.All.ToArray().Select(instrument => account.LeverageOf(instrument.Id))];
        _working = new Sides[_instruments.Count];
        _margin = options.RuleSets.MarketOrderMargin;
    }

    /// <summary>What an order may trade for at worst. A sell fills at its limit or better: a low limit must not make a large one look small.</summary>
    public long WorstRaw(InstrumentId id, Side side, Quantity quantity, OrderType type, Price limit, Price trigger, Price last)
    {
        Int128 price = OrderCost.WorstPrice(type, limit, trigger, last, _margin);
        return OrderCost.NotionalRaw(_instruments[id], side == Side.Sell ? Int128.Max(price, last.Raw) : price, quantity);
    }

    /// <summary>
    /// Counts an order. Of a group's orders only one can fill: of those on a side the largest counts, when they are counted one after
    /// the other.
    /// </summary>
    /// <param name="id">Its instrument.</param>
    /// <param name="side">Its side.</param>
    /// <param name="quantity">What may still fill.</param>
    /// <param name="worstRaw">For how much, as <see cref="WorstRaw"/> tells.</param>
    /// <param name="group">The event and the number in it; number 0 is none.</param>
    public void Add(InstrumentId id, Side side, Quantity quantity, long worstRaw, (long Sequence, byte Number) group)
    {
        ref Amount sum = ref _working[id.Value].Of(side);
        if (group.Number == 0)
        {
            sum.Grow(quantity.Raw, worstRaw);
            return;
        }

        if (group != _group) { (_group, _ofGroup) = (group, default); }
        ref Amount counted = ref _ofGroup.Of(side);
        Int128 more = Int128.Max(0, quantity.Raw - counted.Quantity);
        Int128 dearer = Int128.Max(0, worstRaw - counted.Raw);
        counted.Grow(more, dearer);
        sum.Grow(more, dearer);
    }

    /// <summary>Whether the orders of a side that were counted may do more than close a position.</summary>
    public bool Opens(InstrumentId id, Side side, Quantity position) => _working[id.Value].Of(side).Quantity > Closable(position, side);

    /// <summary>What the instrument may come to use; its orders are forgotten.</summary>
    public Int128 Take(InstrumentId id, in Position held)
    {
        ref Sides working = ref _working[id.Value];
        Int128 use = Int128.Max(OfSide(id, Side.Buy, in held, in working.Buys), OfSide(id, Side.Sell, in held, in working.Sells));
        working = default;
        return use;
    }

    /// <summary>Groups are forgotten as well: the next question begins with none.</summary>
    public void End() => (_group, _ofGroup) = (default, default);

    private Int128 OfSide(InstrumentId id, Side side, in Position held, in Amount orders)
    {
        long position = held.Quantity.Raw > 0 == (side == Side.Buy) ? Math.Abs(held.ValueRaw) : 0;
        long opening = OpeningRaw(in orders, Closable(held.Quantity, side));
        Int128 fee = OrderCost.FeeRaw(_instruments[id], opening);
        if (_schedules[id.Value] is not { } schedule) { return (Int128)position + opening + fee; }
        long notional = (long)Int128.Min((Int128)position + opening, long.MaxValue);
        return schedule.Initial(notional, _leverages[id.Value]) + fee;
    }

    private static long OpeningRaw(in Amount orders, long closes)
    {
        if (orders.Quantity <= closes) { return 0; }
        long raw = (long)Int128.Min(orders.Raw, long.MaxValue);
        if (closes == 0 || orders.Quantity > long.MaxValue) { return raw; }
        return (long)Rounding.AwayFromZero(raw * (orders.Quantity - closes), orders.Quantity);
    }

    // What orders of a side close before they open.
    private static long Closable(Quantity position, Side side) => Math.Max(0, side == Side.Sell ? position.Raw : -position.Raw);

    private struct Amount
    {
        public Int128 Quantity;
        public Int128 Raw;

        public void Grow(Int128 quantity, Int128 raw)
        {
            Quantity += quantity;
            Raw += raw;
        }
    }

    private struct Sides
    {
        public Amount Buys;
        public Amount Sells;

        [System.Diagnostics.CodeAnalysis.UnscopedRef]
        public ref Amount Of(Side side) => ref side == Side.Buy ? ref Buys : ref Sells;
    }
}

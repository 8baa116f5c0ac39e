using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// The share of its capital that an operator lets a slot use, also one that is alone: its sets size by that share of its equity, and
/// what opens may bring <see cref="CapitalUse"/> to that share of its equity and no further. What closes is never bound, and neither
/// is what already works: a smaller share takes nothing back. At a share of all, nothing here is even reckoned.
/// </summary>
public sealed partial class RuleSetBook
{
    /// <summary>In parts of <see cref="CapitalShareChange.All"/>.</summary>
    public int CapitalShare(StrategyId slot) => _capital.Of(slot);

    /// <summary>What the slot's sets size by: its share of <see cref="Equity"/>, rounded towards negative infinity.</summary>
    public Money SharedEquity(StrategyId slot, Currency currency) => _capital.Part(slot, Equity(slot, currency));

    /// <summary>The same share of <see cref="PeakEquity"/>, so that the part of the peak that is lost stays what it is.</summary>
    public Money SharedPeakEquity(StrategyId slot, Currency currency) => _capital.Part(slot, PeakEquity(slot, currency));

    /// <summary>
    /// Whether the slot's share of its capital lets orders work that follow each other, of one instrument: one alone, or a group. What
    /// with all that works on its side only closes the position always may; so may the exits of a bracket, and what only reduces.
    /// </summary>
    public bool IsWithinShare(StrategyId slot, ReadOnlySpan<OrderRequest> requests)
    {
        if (_capital.IsAll(slot)) { return true; }
        InstrumentId instrument = requests[0].Instrument;
        Quantity position = HoldingOf(slot, instrument).Position;
        Gather(slot, _instruments[instrument].Quote, OrderId.None, default, 0);
        bool opens = false;
        for (int i = 0; i < requests.Length; i++)
        {
            ref readonly OrderRequest order = ref requests[i];
            if (!IsBound(order.Contingency, order.Flags)) { continue; }
            long worst = _use.WorstRaw(instrument, order.Side, order.Quantity, order.Type, order.Price, order.Trigger, LastPrice(instrument));
            _use.Add(instrument, order.Side, order.Quantity, worst, (long.MaxValue, (byte)(requests.Length > 1 ? 1 : 0)));
            opens |= _use.Opens(instrument, order.Side, position);
        }

        bool fits = TakeUse(slot, instrument) <= SharedEquity(slot, _instruments[instrument].Quote).Raw;
        return !opens || fits;
    }

    /// <summary>Nothing that works or is held changes by it.</summary>
    public void SetCapitalShare(StrategyId slot, int share) => _capital.Set(slot, share);

    // The same of an amendment; one that makes an order neither larger nor dearer always may be.
    private bool IsWithinShare(in OpenIntent intent, OrderId id, Price price, Quantity quantity, Price trigger)
    {
        if (_capital.IsAll(intent.Slot) || !IsBound(intent.Contingency, intent.Flags)) { return true; }
        InstrumentId instrument = intent.Instrument;
        Quantity leaves = intent.LeavesAt(quantity);
        long now = WorstRaw(in intent, intent.Leaves, default, default);
        long then = WorstRaw(in intent, leaves, price, trigger);
        if (leaves <= intent.Leaves && then <= now) { return true; }
        Gather(intent.Slot, _instruments[instrument].Quote, id, Quantity.Max(leaves, intent.Leaves), Math.Max(now, then));
        bool opens = _use.Opens(instrument, intent.Side, HoldingOf(intent.Slot, instrument).Position);
        bool fits = TakeUse(intent.Slot, instrument) <= SharedEquity(intent.Slot, _instruments[instrument].Quote).Raw;
        return !opens || fits;
    }

    // Of an order that may open something; a bracket's exits and what only reduces can't.
    private static bool IsBound(Contingency contingency, OrderFlags flags) => contingency != Contingency.Child && (flags & OrderFlags.ReduceOnly) == 0;

    // Counts what works in a currency; one order, which is to be amended, with what it may become.
    private void Gather(StrategyId slot, Currency currency, OrderId amended, Quantity quantity, long worst)
    {
        for (int at = _open.First; at >= 0; at = _open.NextOf(at))
        {
            ref OpenIntent intent = ref _open.At(at);
            OrderId id = _open.IdAt(at);
            if (intent.Slot != slot || _instruments[intent.Instrument].Quote != currency || !IsBound(intent.Contingency, intent.Flags)) { continue; }
            if (id == amended) { _use.Add(intent.Instrument, intent.Side, quantity, worst, (id.Sequence, intent.Group)); }
            else if (!intent.IsChanging || !Closes(intent.Side, HoldingOf(slot, intent.Instrument).Position)) { Count(in intent, id); }   // An exit under change never keeps the next one back.
        }
    }

    private void Count(in OpenIntent intent, OrderId id)
    {
        Quantity quantity = intent.Unfilled;
        long worst = Math.Max(WorstRaw(in intent, quantity, default, default), WorstRaw(in intent, quantity, intent.WantedPrice, intent.WantedTrigger));
        _use.Add(intent.Instrument, intent.Side, quantity, worst, (id.Sequence, intent.Group));
    }

    private static bool Closes(Side side, Quantity position) => side == Side.Sell ? position.Raw > 0 : position.Raw < 0;

    // In the currency of one instrument, that one included; what was counted is forgotten.
    private Int128 TakeUse(StrategyId slot, InstrumentId of)
    {
        AccountBook accounts = _accounts.Valued;
        Currency currency = _instruments[of].Quote;
        Int128 use = 0;
        for (int i = 0; i < _instruments.Count; i++)
        {
            InstrumentId instrument = new(i);
            if ((!HoldingOf(slot, instrument).IsOfInterest && instrument != of) || _instruments[instrument].Quote != currency) { continue; }
            use += _use.Take(instrument, in accounts.PositionOf(AccountOf(slot), instrument));
        }

        _use.End();
        return use;
    }

    // What a quantity of an order may trade for at worst; zero keeps its price and its trigger.
    private long WorstRaw(in OpenIntent intent, Quantity quantity, Price price, Price trigger) => _use.WorstRaw(
        intent.Instrument, intent.Side, quantity, intent.Type, price.Raw != 0 ? price : intent.Price, trigger.Raw != 0 ? trigger : intent.Trigger, LastPrice(intent.Instrument));
}

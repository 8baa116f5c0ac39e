using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// What each slot may still spend of its own cash share, so that one set can't trade on the cash of another. It follows the
/// risk gate's rule for the account: a buy needs its worst cost, the dearer fee included, of the cash that no working buy of
/// the slot may still need; a sell needs none, and what a short sale brings in is cash. A slot that is alone has the whole
/// account, and the gate decides; nothing is reserved here then. Perpetuals take margin, which is the account's: the gate decides.
/// </summary>
/// <remarks>
/// The worst cost is at the limit; of an order without one at the last price, or at its trigger, plus <see cref="RuleSetOptions.MarketOrderMargin"/>.
/// All amounts are 10^-8 of the quote currency and rounded up; of a fill the part of the reserve that goes with it is
/// rounded down, so that the rest covers what still works, and the last report gives all of it back.
/// </remarks>
internal sealed class CashShares : ISnapshotState
{
    private readonly InstrumentTable _instruments;
    private readonly int[] _quoteOf;     // By instrument: the place of its quote currency.
    private readonly int _currencies;
    private readonly long[] _reserved;   // By slot, then currency.
    private readonly int _margin;

    public CashShares(EngineOptions options)
    {
        _instruments = options.Instruments;
        Currency[] quotes = [.. _instruments.All.ToArray().Select(instrument => instrument.Quote).Distinct()];
        _quoteOf = [.. _instruments.All.ToArray().Select(instrument => Array.IndexOf(quotes, instrument.Quote))];
        _currencies = quotes.Length;
        _reserved = new long[options.RuleSets.Slots * _currencies];
        _margin = options.RuleSets.MarketOrderMargin;
        IsEnforced = options.RuleSets.Slots > 1;
    }

    /// <summary>Whether shares are anything less than the account.</summary>
    public bool IsEnforced { get; }

    /// <summary>Cash that the slot's working buys in the instrument's currency may still need.</summary>
    public long ReservedRaw(StrategyId slot, InstrumentId instrument) => Place(slot, instrument);

    /// <summary>
    /// What an order may cost at worst; zero of a sell, and of a market order without a last price, which the risk gate refuses.
    /// The largest amount stands for any that does not fit in 64 bits.
    /// </summary>
    public long WorstCostRaw(InstrumentId id, Side side, Quantity quantity, OrderType type, Price limit, Price trigger, Price last)
    {
        Instrument instrument = _instruments[id];
        if (!IsEnforced || side == Side.Sell || instrument.IsPerpetual) { return 0; }
        long notional = OrderCost.NotionalRaw(instrument, OrderCost.WorstPrice(type, limit, trigger, last, _margin), quantity);
        return (long)Int128.Min((Int128)notional + OrderCost.FeeRaw(instrument, notional), long.MaxValue);
    }

    /// <summary>Sets cash aside and returns how much: all of it, unless the sum would not fit in 64 bits.</summary>
    public long Reserve(StrategyId slot, InstrumentId instrument, long raw)
    {
        ref long reserved = ref Place(slot, instrument);
        long taken = Math.Min(raw, long.MaxValue - reserved);
        reserved += taken;
        return taken;
    }

    /// <summary>The part of an order's reserve that goes with a fill of some of what works.</summary>
    public static long PartOf(long reservedRaw, Quantity filled, Quantity leaves) => (long)Rounding.Floor((Int128)reservedRaw * filled.Raw, leaves.Raw);

    public void Release(StrategyId slot, InstrumentId instrument, long raw)
    {
        ref long reserved = ref Place(slot, instrument);
        reserved -= raw;
        Invariant.Holds(reserved >= 0);
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("cash shares");
        transfer.Values(_reserved.AsSpan());
    }

    private ref long Place(StrategyId slot, InstrumentId instrument) => ref _reserved[(slot.Value * _currencies) + _quoteOf[instrument.Value]];
}

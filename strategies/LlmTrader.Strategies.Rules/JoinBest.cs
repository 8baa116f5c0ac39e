using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Strategies.Rules;

/// <summary>
/// Keeps a limit order at the best bid and one at the best ask, and moves each when its side's best price moves. It looks when a
/// bar closes, and with <see cref="JoinBestOptions.Every"/> "price" also at each trade and quote while it has something working.
/// Of an instrument without quotes, a tick below and above the last price stand for them.
/// <para>
/// What has filled is not asked for again before the best price moves, and the position plays no part: so its orders depend on the
/// market alone, and the fills of two models can be set side by side, order by order. It is a measuring device, and no advice.
/// </para>
/// </summary>
public sealed class JoinBest : IRuleSet, IObservedRuleSet
{
    private readonly Quantity[] _sizes;   // Zero: the instrument is not traded.
    private readonly Resting[] _bids;
    private readonly Resting[] _asks;
    private readonly BarSpecId _spec;
    private readonly bool _hasBids;
    private readonly bool _hasAsks;
    private readonly InstrumentScale[] _scales;

    /// <summary>Throws <see cref="ArgumentException"/> that names the parameter when one can't be used with these instruments and bars.</summary>
    public JoinBest(JoinBestOptions options, InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(barSpecs);
        int spec = barSpecs.ToList().IndexOf(options.Bar);
        if (spec < 0) { throw new ArgumentException($"join-best: bar is {options.Bar}, but the engine builds {(barSpecs.Count == 0 ? "none" : string.Join(", ", barSpecs))}."); }
        if (options.Side is not ("both" or "buy" or "sell")) { throw new ArgumentException($"join-best: side is '{options.Side}', both, buy or sell is expected."); }
        if (options.Every is not ("bar" or "price")) { throw new ArgumentException($"join-best: every is '{options.Every}', bar or price is expected."); }

        _spec = new BarSpecId(checked((ushort)spec));
        _sizes = PositionSizes.Resolve(options.Quantity, options.Quantities, instruments);
        _bids = new Resting[instruments.Count];
        _asks = new Resting[instruments.Count];
        _hasBids = options.Side != "sell";
        _hasAsks = options.Side != "buy";
        _scales = [.. instruments.All.ToArray().Select(instrument => new InstrumentScale(instrument))];
        WatchesPrices = options.Every == "price";
        Id = Describe(options, instruments);
    }

    public string Name => "join-best";

    /// <summary>The parameters in canonical form, and the version of the logic.</summary>
    public string Id { get; }

    public int WarmUpBars => 1;

    public bool WatchesPrices { get; }

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
    {
        if (bar.Bar.Spec != _spec || _sizes[bar.Instrument.Value].IsZero) { return RuleSetOutcome.NotMine; }
        return Follow(bar.Instrument, context);
    }

    public RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context) =>
        _sizes[instrument.Value].IsZero ? RuleSetOutcome.NotMine : Follow(instrument, context);

    /// <inheritdoc/>
    public ObservedDecision? Observe(InstrumentId instrument)
    {
        if (_sizes[instrument.Value].IsZero) { return null; }
        InstrumentScale scale = _scales[instrument.Value];
        List<ObservedValue> values = [];
        if (_hasBids) { values.Add(new ObservedValue("best bid", ValueOf(_bids[instrument.Value].Price))); }
        if (_hasAsks) { values.Add(new ObservedValue("best ask", ValueOf(_asks[instrument.Value].Price))); }
        return new ObservedDecision(-1, [new ObservedClause("its orders rest at the best prices", "", IsWarm: true, IsTrue: null, values)]);

        double ValueOf(Price price) => price.Raw > 0 ? scale.ToDouble(price) : double.NaN;
    }

    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section($"rule set {Id}");
        transfer.Values(_bids.AsSpan());
        transfer.Values(_asks.AsSpan());
    }

    private RuleSetOutcome Follow(InstrumentId instrument, IRuleSetContext context)
    {
        (Price bid, Price ask) = BestOf(instrument, context);
        bool moved = _hasBids && Move(ref _bids[instrument.Value], Side.Buy, bid, instrument, context);
        moved |= _hasAsks && Move(ref _asks[instrument.Value], Side.Sell, ask, instrument, context);
        return moved ? RuleSetOutcome.Signal : RuleSetOutcome.Quiet;
    }

    private static (Price Bid, Price Ask) BestOf(InstrumentId instrument, IRuleSetContext context)
    {
        QuoteTick quote = context.LastQuote(instrument);
        if (quote.BidPrice.Raw > 0 || quote.AskPrice.Raw > 0) { return (quote.BidPrice, quote.AskPrice); }
        Price last = context.LastPrice(instrument);
        PriceOffset tick = context.Instruments[instrument].TickSize;
        return last.Raw <= tick.Raw ? default : (last - tick, last + tick);
    }

    // A side without a price keeps its order. The engine counts what it refuses; a refused order is tried again at the next price.
    private bool Move(ref Resting resting, Side side, Price best, InstrumentId instrument, IRuleSetContext context)
    {
        if (best.Raw <= 0 || best == resting.Price) { return false; }
        if (!resting.Order.IsNone) { _ = context.Cancel(instrument, resting.Order); }
        RejectReason answer = context.SubmitLimit(instrument, side, _sizes[instrument.Value], best, TimeInForce.GoodTillCancel, out OrderId order);
        resting = answer == RejectReason.None ? new Resting { Order = order, Price = best } : default;
        return true;
    }

    private string Describe(JoinBestOptions options, InstrumentTable instruments)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"join-best(bar={options.Bar},every={options.Every},side={options.Side}");
        foreach (Instrument instrument in instruments.All)
        {
            Quantity size = _sizes[instrument.Id.Value];
            if (!size.IsZero) { text.Append(CultureInfo.InvariantCulture, $",quantity.{instrument.FullName}={FixedPoint.Format(size.Raw, instrument.QuantityScale)}"); }
        }

        return text.Append(")@1").ToString();
    }

    private struct Resting
    {
        public OrderId Order;
        public Price Price;
    }
}

/// <summary>Parameters of <see cref="JoinBest"/>.</summary>
public sealed record JoinBestOptions
{
    /// <summary>When it looks.</summary>
    public required BarSpec Bar { get; init; }

    /// <summary>"bar", or "price" to look between bars too.</summary>
    public string Every { get; init; } = "bar";

    /// <summary>"both", "buy" or "sell".</summary>
    public string Side { get; init; } = "both";

    /// <summary>Of each order, in every instrument that <see cref="Quantities"/> does not name; null for none.</summary>
    public string? Quantity { get; init; }

    /// <summary>Of each order by the instrument's full name.</summary>
    public IReadOnlyDictionary<string, string> Quantities { get; init; } = new Dictionary<string, string>();
}

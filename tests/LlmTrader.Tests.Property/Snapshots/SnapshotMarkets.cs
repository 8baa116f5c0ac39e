using LlmTrader.Engine.Core;
using LlmTrader.Tests.Property.RuleExecution;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>An unkind market (<see cref="EntryMarket"/>) for each instrument, as one context that writes down what is wanted.</summary>
internal sealed class SnapshotMarkets : IRuleSetContext
{
    private readonly EntryMarket[] _markets;
    private readonly Price[] _last;

    public SnapshotMarkets(InstrumentTable instruments, int seed)
    {
        Instruments = instruments;
        _markets = [.. Enumerable.Range(0, instruments.Count).Select(i => new EntryMarket(instruments, new Random(seed + i)) { Sending = (side, quantity, limit) => Wants.Add($"{i} {side} {quantity} at {limit}") })];
        _last = new Price[instruments.Count];
    }

    /// <summary>What was wanted since it was cleared.</summary>
    public List<string> Wants { get; } = [];

    public long Fills => _markets.Sum(market => market.Fills);

    public Timestamp Now { get; set; }

    public InstrumentTable Instruments { get; }

    public EntryMarket this[InstrumentId instrument] => _markets[instrument.Value];

    public Quantity Position(InstrumentId instrument) => this[instrument].Position(instrument);

    public Quantity Working(InstrumentId instrument) => this[instrument].Working(instrument);

    public int OpenOrders(InstrumentId instrument) => this[instrument].OpenOrders(instrument);

    public Money Cost(InstrumentId instrument) => this[instrument].Cost(instrument);

    public Money Equity(Currency currency) => _markets[0].Equity(currency);

    public Money PeakEquity(Currency currency) => _markets[0].PeakEquity(currency);

    public Price LastPrice(InstrumentId instrument) => _last[instrument.Value];

    public QuoteTick LastQuote(InstrumentId instrument) => default;

    /// <summary>A price was traded.</summary>
    public void Trade(InstrumentId instrument, Price price) => _last[instrument.Value] = price;

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity) => this[instrument].SubmitMarket(instrument, side, quantity);

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order) =>
        this[instrument].SubmitLimit(instrument, side, quantity, limit, timeInForce, out order);

    public RejectReason CancelAll(InstrumentId instrument)
    {
        Wants.Add($"{instrument.Value} cancel all");
        return this[instrument].CancelAll(instrument);
    }

    public RejectReason Cancel(InstrumentId instrument, OrderId order)
    {
        Wants.Add($"{instrument.Value} cancel {order.Raw}");
        return this[instrument].Cancel(instrument, order);
    }
}

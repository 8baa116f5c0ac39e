using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Strategies;

/// <summary>A context that records orders; the test says what is held and what works.</summary>
internal sealed class FakeContext(InstrumentTable instruments) : IRuleSetContext
{
    private readonly Quantity[] _positions = new Quantity[instruments.Count];
    private readonly Quantity[] _working = new Quantity[instruments.Count];

    public List<(InstrumentId Instrument, Side Side, long Quantity)> Orders { get; } = new(16);

    public RejectReason Answer { get; set; }

    public Timestamp Now => default;

    public InstrumentTable Instruments => instruments;

    public Quantity Position(InstrumentId instrument) => _positions[instrument.Value];

    public Quantity Working(InstrumentId instrument) => _working[instrument.Value];

    public int OpenOrders(InstrumentId instrument) => _working[instrument.Value].IsZero ? 0 : 1;

    public Money Cost(InstrumentId instrument) => Money.Zero(instruments[instrument].Quote);

    public Money Equity(Currency currency) => Money.Zero(currency);

    public Money PeakEquity(Currency currency) => Money.Zero(currency);

    public Price LastPrice(InstrumentId instrument) => default;

    public QuoteTick LastQuote(InstrumentId instrument) => default;

    public void Hold(int instrument, long position, long working) =>
        (_positions[instrument], _working[instrument]) = (new Quantity(position), new Quantity(working));

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity)
    {
        Orders.Add((instrument, side, quantity.Raw));
        return Answer;
    }

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order) =>
        throw new InvalidOperationException("A moving-average cross sends market orders only.");

    public int Cancels { get; private set; }

    public RejectReason CancelAll(InstrumentId instrument)
    {
        Cancels++;
        return Answer;
    }

    public RejectReason Cancel(InstrumentId instrument, OrderId order) =>
        throw new InvalidOperationException("A moving-average cross does not know its orders one by one.");
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.RuleExecution;

/// <summary>A context in which the test says what is held, what works and what the account is worth, and reads what was wanted.</summary>
internal sealed class ScriptedAccount(InstrumentTable instruments) : IRuleSetContext
{
    private readonly (long Position, long Working, decimal Cost, int? Open)[] _held = new (long, long, decimal, int?)[instruments.Count];
    private long _sequence;

    public List<string> Wants { get; } = new(1_000);

    public RejectReason Answer { get; set; }

    public RejectReason CancelAnswer { get; set; }

    public decimal EquityValue { get; set; } = 10_000;

    public decimal PeakValue { get; set; } = 10_000;

    public QuoteTick Quote { get; set; }

    public bool IsSilent { get; set; }

    public Timestamp Now => default;

    public InstrumentTable Instruments => instruments;

    /// <summary>What is held and works. One order works when any quantity does, unless <paramref name="open"/> says how many.</summary>
    public void Hold(long position, long working = 0, decimal cost = 0, int instrument = 0, int? open = null) => _held[instrument] = (position, working, cost, open);

    /// <summary>What was wanted since it was asked last.</summary>
    public string Take()
    {
        string wants = string.Join("; ", Wants);
        Wants.Clear();
        return wants;
    }

    public Quantity Position(InstrumentId instrument) => new(_held[instrument.Value].Position);

    public Quantity Working(InstrumentId instrument) => new(_held[instrument.Value].Working);

    public int OpenOrders(InstrumentId instrument) => _held[instrument.Value].Open ?? (_held[instrument.Value].Working != 0 ? 1 : 0);

    public Money Cost(InstrumentId instrument) => new((long)(_held[instrument.Value].Cost * Money.One), instruments[instrument].Quote);

    public Money Equity(Currency currency) => new((long)(EquityValue * Money.One), currency);

    public Money PeakEquity(Currency currency) => new((long)(PeakValue * Money.One), currency);

    public Price LastPrice(InstrumentId instrument) => Price.Zero;

    public QuoteTick LastQuote(InstrumentId instrument) => Quote;

    public RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity)
    {
        if (!IsSilent) { Wants.Add($"{side} {quantity.Raw}"); }
        return quantity.IsZero ? RejectReason.BelowOneLot : Answer;
    }

    public RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order)
    {
        order = new OrderId(++_sequence);
        if (!IsSilent) { Wants.Add($"{side} {quantity.Raw} at {limit.Raw}"); }
        return Answer;
    }

    public RejectReason CancelAll(InstrumentId instrument)
    {
        if (!IsSilent) { Wants.Add("cancel all"); }
        return CancelAnswer;
    }

    public RejectReason Cancel(InstrumentId instrument, OrderId order)
    {
        if (!IsSilent) { Wants.Add($"cancel {order.Raw}"); }
        return CancelAnswer;
    }
}

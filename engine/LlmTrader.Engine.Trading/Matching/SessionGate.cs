using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// Says when an instrument trades. A status event overrides the calendar until <see cref="InstrumentStatus.Unknown"/> gives it back.
/// Outside continuous trading nothing fills and nothing triggers; what works goes on working, unless it expires.
/// </summary>
internal sealed class SessionGate(MarketRulesTable rules, VenueMarket[] markets)
{
    /// <summary>Whether any rules limit prices to a band, so that days have to be told apart.</summary>
    public bool HasBands { get; } = rules.HasBands;

    public MarketRules RulesAt(InstrumentId instrument, Timestamp time) => rules.At(instrument, time);

    public SessionPhase PhaseAt(InstrumentId instrument, Timestamp time) => rules.At(instrument, time).PhaseAt(markets[instrument.Value].Status, time);

    public bool Trades(InstrumentId instrument, Timestamp time) => PhaseAt(instrument, time) == SessionPhase.Continuous;

    /// <summary>Whether a bar shows any continuous trading; its status is the one at its close.</summary>
    public bool Trades(InstrumentId instrument, Timestamp from, Timestamp to) => markets[instrument.Value].Status switch
    {
        InstrumentStatus.Unknown => rules.At(instrument, from).TradesBetween(from, to),
        InstrumentStatus status => status == InstrumentStatus.Open,
    };

    public long DayOf(InstrumentId instrument, Timestamp time) => rules.At(instrument, time).DayOf(time);

    /// <summary>Notes that time has come this far: the last price of the day before becomes the previous close.</summary>
    public void Roll(InstrumentId instrument, Timestamp time)
    {
        MarketRules inForce = rules.At(instrument, time);
        if (inForce.PriceBandBasisPoints == 0) { return; }
        ref VenueMarket market = ref markets[instrument.Value];
        long day = inForce.DayOf(time);
        if (day <= market.Day) { return; }
        market.Day = day;
        market.PreviousClose = market.LastPrice;
    }

    /// <summary>
    /// When an order that arrives now ends by itself. A ready-made bar is matched when it has ended: an order that ends with it was there
    /// all the time, and goes right behind it.
    /// </summary>
    public Timestamp ExpiryOf(in OrderCommand command, Timestamp arrival)
    {
        Duration behind = new(markets[command.Instrument.Value].Seen == MarketDataKinds.Bars ? 1 : 0);
        return command.TimeInForce switch
        {
            TimeInForce.Day => rules.At(command.Instrument, arrival).EndOfDay(arrival) + behind,
            TimeInForce.GoodTillDate => command.ExpireAt + behind,
            _ => Timestamp.MaxValue,
        };
    }
}

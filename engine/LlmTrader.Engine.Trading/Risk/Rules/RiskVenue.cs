using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What the venues themselves ask of orders by their market rules, so that risk says it before an order leaves.</summary>
internal sealed class RiskVenue : ISnapshotState
{
    private readonly MarketRulesTable _rules;
    private readonly RiskMarket[] _market;
    private readonly BoughtToday? _byAccount;   // Null where what was bought can be sold at once.
    private readonly BoughtToday? _byStrategy;

    public RiskVenue(MarketRulesTable rules, RiskMarket[] market, int accounts, int strategies)
    {
        (_rules, _market) = (rules, market);
        if (!rules.Settles) { return; }
        _byAccount = new BoughtToday(rules, market.Length, accounts);
        _byStrategy = new BoughtToday(rules, market.Length, strategies);
    }

    public SessionPhase PhaseAt(InstrumentId instrument, Timestamp now) => _rules.At(instrument, now).PhaseAt(_market[instrument.Value].Status, now);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnPrice(InstrumentId instrument, Price price, Timestamp at, bool isTraded)
    {
        ref RiskMarket market = ref _market[instrument.Value];
        if (market.EndsDay(at)) { OnFirstPrice(instrument, price, at, isTraded); } else { market.OnPrice(price, isTraded); }
    }

    // Of a day.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnFirstPrice(InstrumentId instrument, Price price, Timestamp at, bool isTraded)
    {
        ref RiskMarket market = ref _market[instrument.Value];
        if (price.Raw > 0) { market.BeginDay(price, _rules.At(instrument, at).NextDay(at)); }
        market.OnPrice(price, isTraded);
    }

    /// <summary>A fill of an account and, unless it is none, of a slot.</summary>
    public void OnFill(InstrumentId instrument, in ExecutionReport fill, int strategies, Timestamp now)
    {
        if (_byAccount is null || fill.Side != Side.Buy) { return; }
        _byAccount.OnBuy(fill.Account.Value, instrument, fill.LastQuantity, now);
        if (fill.Strategy.Value < strategies) { _byStrategy!.OnBuy(fill.Strategy.Value, instrument, fill.LastQuantity, now); }
    }

    /// <summary>The part of a holder's position that can't be sold today, raw.</summary>
    public long Unsettled(RiskRuleScope scope, int holder, InstrumentId instrument, long position, Timestamp now) =>
        (scope == RiskRuleScope.Strategy ? _byStrategy : _byAccount)?.Of(holder, instrument, position, now) ?? 0;

    /// <summary>
    /// The part of an account's position that one market order may close now: what is settled, no more than the venue takes at
    /// once, in the lots of the market rules. Not negative.
    /// </summary>
    public Quantity Closable(AccountId account, InstrumentId instrument, Quantity position, Timestamp now)
    {
        long settled = position.Abs().Raw - Unsettled(RiskRuleScope.Account, account.Value, instrument, position.Raw, now);
        MarketRules rules = _rules.At(instrument, now);
        OrderCommand close = new() { Side = position.Raw > 0 ? Side.Sell : Side.Buy, Type = OrderType.Market };
        close.Quantity = PieceOf(settled, rules.MostOf(in close).Raw, rules.MinQuantity.Raw);
        return new Quantity(close.Quantity.Raw - rules.OddQuantity(in close, position));
    }

    // Leaves no rest that would be too small for an order of its own.
    private static Quantity PieceOf(long quantity, long most, long least)
    {
        if (most == 0 || quantity <= most) { return new Quantity(quantity); }
        return new Quantity(quantity - most >= least ? most : Math.Max(least, quantity - least));
    }

    /// <summary>What happens to an instrument without an order, as its status: a halt. That a session ends is no event that anything must be stopped for; 0 then.</summary>
    public long Halt(InstrumentId instrument, Timestamp now) => PhaseAt(instrument, now) == SessionPhase.Halted ? (long)InstrumentStatus.Halted : 0;

    /// <summary>Why an order is not taken now, as the instrument's status: <see cref="InstrumentStatus.Auction"/> when it can't wait for continuous trading; 0 when it is.</summary>
    public long Obstacle(in OrderCommand command, Timestamp now)
    {
        SessionPhase phase = PhaseAt(command.Instrument, now);
        if (MarketRules.CheckSession(in command, phase) == RejectReason.None) { return 0; }
        return phase switch
        {
            SessionPhase.Halted => (long)InstrumentStatus.Halted,
            SessionPhase.Closed => (long)InstrumentStatus.Closed,
            _ => (long)InstrumentStatus.Auction,
        };
    }

    /// <summary>Why an order is refused that breaks a rule.</summary>
    public RejectReason ReasonOf(ActiveRule rule, InstrumentId instrument) =>
        rule.Kind == RiskRuleKind.Session && _market[instrument.Value].Status == InstrumentStatus.Halted ? RejectReason.InstrumentHalted : rule.Reason;

    /// <summary>The narrower of a rule's band and the venue's, in 1/10,000. Before a trading day has ended there is no venue's.</summary>
    public long BandOf(long limit, InstrumentId instrument, Timestamp now)
    {
        long band = _rules.At(instrument, now).PriceBandBasisPoints;
        return band == 0 || !_market[instrument.Value].KnowsClose(now) ? limit : Math.Min(limit, band);
    }

    /// <summary>
    /// The distance of an order's price from the day's reference, in 1/10,000 of it. Where the venue has a band, its limits are
    /// rounded to ticks: what lies within them is no farther than the band, what lies outside is farther, and triggers count too.
    /// </summary>
    public long Distance(in OrderCommand command, Instrument instrument, Timestamp now)
    {
        ref readonly RiskMarket market = ref _market[command.Instrument.Value];
        Price reference = market.ReferenceAt(now);
        MarketRules rules = _rules.At(command.Instrument, now);
        if (rules.PriceBandBasisPoints == 0 || !market.KnowsClose(now)) { return Distance(command.HasLimit ? command.Price : market.Last, reference); }

        long price = !command.HasLimit ? Distance(market.Last, reference) : OfBand(rules, instrument, command.Price, reference);
        bool hasTrigger = command.HasTrigger && command.Type != OrderType.TrailingStop;
        return hasTrigger ? Math.Max(price, OfBand(rules, instrument, command.Trigger, reference)) : price;
    }

    /// <summary>What of an order's quantity the venue does not take, raw.</summary>
    public long OddQuantity(in OrderCommand command, Quantity position, Timestamp now) => _rules.At(command.Instrument, now).OddQuantity(in command, position);

    private static long OfBand(MarketRules rules, Instrument instrument, Price price, Price reference)
    {
        long band = rules.PriceBandBasisPoints;
        long distance = Distance(price, reference);
        return rules.IsOutsideBand(instrument, price, reference) ? Math.Max(distance, band + 1) : Math.Min(distance, band);
    }

    private static long Distance(Price price, Price reference) => RiskRatio.Of(Int128.Abs((Int128)price.Raw - reference.Raw), reference.Raw);

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        if (_byAccount is null) { return; }
        transfer.Part(_byAccount);
        transfer.Part(_byStrategy!);
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What a rule sees, in the unit of its kind: of an order with what it would lead to, or of a holder as it stands.</summary>
internal sealed class RiskMeasure(
    RiskMarket[] market, RiskPortfolio accounts, RiskPortfolio strategies, OrderCounts counts, RecentOrders? recent, IAvailableFunds funds, PortfolioView view,
    RiskVenue venue)
{
    private Prospect _ofAccount;
    private Prospect _ofStrategy;

    public RiskPortfolio PortfolioOf(RiskRuleScope scope) => scope == RiskRuleScope.Strategy ? strategies : accounts;

    /// <summary>Another order is judged from here on.</summary>
    public void BeginOrder() => _ofAccount.IsKnown = _ofStrategy.IsKnown = false;

    /// <summary>Whether a kind has anything to say of an order at all.</summary>
    public bool IsAsked(ActiveRule rule, in OrderCommand command, in OrderFacts facts) => rule.Kind switch
    {
        RiskRuleKind.PriceCollar => command.HasLimit,
        RiskRuleKind.SellableQuantity => command.Side == Side.Sell,
        RiskRuleKind.DuplicateOrder => facts.IsNew,
        RiskRuleKind.Concentration => HasOthers(PortfolioOf(rule.Scope), HolderOf(rule, in command), command.Instrument),
        _ => true,
    };

    public long OfOrder(ActiveRule rule, in OrderCommand command, in OrderFacts facts)
    {
        ref readonly RiskMarket own = ref market[command.Instrument.Value];
        switch (rule.Kind)
        {
            case RiskRuleKind.OrderQuantity: return command.Quantity.Raw;
            case RiskRuleKind.OrderNotional: return facts.NotionalRaw;
            case RiskRuleKind.PriceCollar: return Losing(command.Side, command.Price, command.HasTrigger ? command.Trigger : own.Last);   // A stop-limit comes to the market at its trigger.
            case RiskRuleKind.PriceBand: return venue.Distance(in command, facts.Instrument, facts.Now);
            case RiskRuleKind.LotAndTick: return Over(rule.Limit, in command, in facts);
            case RiskRuleKind.Position: return WorstPosition(rule, in command, in facts);
            case RiskRuleKind.AvailableFunds: return facts.FundsLeftRaw;
            case RiskRuleKind.SellableQuantity: return Sellable(rule, in command, in facts);
            case RiskRuleKind.OpenOrders: return counts.Of(rule.Scope, in command).Open + (facts.IsNew ? 1 : 0);
            case RiskRuleKind.OrderRate: return counts.Of(rule.Scope, in command).InSecondOf(facts.Now) + 1;
            case RiskRuleKind.DailyOrders: return counts.Of(rule.Scope, in command).InDayOf(facts.Now) + 1;
            case RiskRuleKind.Session: return venue.Obstacle(in command, facts.Now);
            case RiskRuleKind.Restricted: return facts.Reduces ? 1 : 2;
            case RiskRuleKind.DuplicateOrder: return recent!.Age(in command, facts.Now);
            case >= RiskRuleKind.GrossExposure and <= RiskRuleKind.Concentration: return ExposureWith(rule, in command, in facts);
            default: return OfHolder(rule, HolderOf(rule, in command), command.Instrument, facts.Now);
        }
    }

    /// <summary>As it stands, without an order.</summary>
    public long OfHolder(ActiveRule rule, int holder, InstrumentId instrument, Timestamp now)
    {
        RiskPortfolio portfolio = PortfolioOf(rule.Scope);
        ref readonly RiskMarket own = ref market[instrument.Value];
        switch (rule.Kind)
        {
            case RiskRuleKind.AvailableFunds: return funds.AvailableRaw(new AccountId((ushort)holder), instrument);
            case RiskRuleKind.TradeLoss: return portfolio.TradeLossRaw(holder);
            case RiskRuleKind.DailyLoss: return RiskRatio.Saturated(Int128.Max(0, portfolio.DailyLossRaw(holder, instrument)));
            case RiskRuleKind.Drawdown: return portfolio.Drawdown(holder, instrument);
            case RiskRuleKind.ConsecutiveLosses: return portfolio.LossesInARow(holder);
            case RiskRuleKind.StaleMarketData: return own.Age(now);
            case RiskRuleKind.SpreadTooWide: return own.Spread();
            case RiskRuleKind.Session: return venue.Obstacle(instrument, now);
            case RiskRuleKind.Condition: return rule.Condition!.Holds(view.Of(portfolio, holder, now), instrument) ? 1 : 0;
            default: return Exposure(rule.Kind, portfolio, holder, instrument, portfolio.Exposure(holder, instrument), portfolio.HoldingOf(holder, instrument).Value);
        }
    }

    /// <summary>Whether a watched kind has anything to say of a holder.</summary>
    public bool IsWatchedFor(ActiveRule rule, int holder, InstrumentId instrument)
    {
        RiskPortfolio portfolio = PortfolioOf(rule.Scope);
        if (rule.Kind == RiskRuleKind.Condition) { return true; }
        if (!portfolio.HoldingOf(holder, instrument).IsOfInterest) { return false; }
        return rule.Kind != RiskRuleKind.Concentration || HasOthers(portfolio, holder, instrument);
    }

    public static int HolderOf(ActiveRule rule, in OrderCommand command) =>
        rule.Scope == RiskRuleScope.Strategy ? command.Strategy.Value : command.Account.Value;

    private long ExposureWith(ActiveRule rule, in OrderCommand command, in OrderFacts facts)
    {
        RiskPortfolio portfolio = PortfolioOf(rule.Scope);
        int holder = HolderOf(rule, in command);
        ref Prospect prospect = ref rule.Scope == RiskRuleScope.Strategy ? ref _ofStrategy : ref _ofAccount;
        if (!prospect.IsKnown) { prospect = Look(portfolio, holder, in command, facts.Added); }
        return Exposure(rule.Kind, portfolio, holder, command.Instrument, prospect.All, prospect.Own);
    }

    private Prospect Look(RiskPortfolio portfolio, int holder, in OrderCommand command, Quantity added)
    {
        Price last = market[command.Instrument.Value].Last;
        (ExposureValue all, ExposureValue own) =
            portfolio.With(holder, command.Instrument, command.Side, added, last.Raw > 0 ? last : command.Price);
        return new Prospect { IsKnown = true, All = all, Own = own };
    }

    private static long Exposure(RiskRuleKind kind, RiskPortfolio portfolio, int holder, InstrumentId instrument, ExposureValue all, ExposureValue own) => kind switch
    {
        RiskRuleKind.GrossExposure => RiskRatio.Saturated(all.Gross),
        RiskRuleKind.NetExposure => RiskRatio.Saturated(all.Net),
        RiskRuleKind.PositionRatio => RiskRatio.Of(own.Gross, portfolio.EquityRaw(holder, instrument)),
        RiskRuleKind.Leverage => RiskRatio.Of(all.Gross, portfolio.EquityRaw(holder, instrument)),
        _ => RiskRatio.Of(own.Gross, all.Gross),
    };

    private static bool HasOthers(RiskPortfolio portfolio, int holder, InstrumentId instrument) =>
        portfolio.Exposure(holder, instrument).Gross > portfolio.HoldingOf(holder, instrument).Value.Gross;

    private long WorstPosition(ActiveRule rule, in OrderCommand command, in OrderFacts facts)
    {
        bool isBuy = command.Side == Side.Buy;
        if (rule.Scope != RiskRuleScope.Strategy)
        {
            Int128 worst = facts.Exposure.WorstCase(command.Side, facts.Added);
            return RiskRatio.Saturated(Int128.Max(0, isBuy ? worst : -worst));
        }

        ref readonly RiskHolding holding = ref strategies.HoldingOf(command.Strategy.Value, command.Instrument);
        return RiskRatio.Saturated(Int128.Max(0, isBuy ? holding.Up(facts.Added.Raw) : -holding.Down(facts.Added.Raw)));
    }

    private long Sellable(ActiveRule rule, in OrderCommand command, in OrderFacts facts)
    {
        bool isStrategy = rule.Scope == RiskRuleScope.Strategy;
        int holder = HolderOf(rule, in command);
        long position = isStrategy ? strategies.HoldingOf(holder, command.Instrument).Position : facts.Exposure.Position.Raw;
        Int128 left = isStrategy ? strategies.HoldingOf(holder, command.Instrument).Down(facts.Added.Raw) : facts.Exposure.WorstCase(Side.Sell, facts.Added);
        return RiskRatio.Saturated(left - venue.Unsettled(rule.Scope, holder, command.Instrument, position, facts.Now));
    }

    private static long Losing(Side side, Price price, Price last) =>
        RiskRatio.Of(side == Side.Buy ? (Int128)price.Raw - last.Raw : (Int128)last.Raw - price.Raw, last.Raw);

    private long Over(long steps, in OrderCommand command, in OrderFacts facts)
    {
        Instrument instrument = facts.Instrument;
        long odd = venue.OddQuantity(in command, facts.Exposure.Position, facts.Now);
        if (odd != 0) { return odd; }
        long quantity = (long)(command.Quantity.Raw % ((Int128)instrument.LotSize.Raw * steps));
        if (quantity != 0 || !command.HasLimit) { return quantity; }
        return (long)(command.Price.Raw % ((Int128)instrument.TickSize.Raw * steps));
    }

    // What an order would lead to; several rules ask for it one after the other.
    private struct Prospect
    {
        public bool IsKnown;
        public ExposureValue All;
        public ExposureValue Own;
    }
}

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

    /// <summary>Another order's exposures are asked for from here on.</summary>
    public void BeginOrder() => _ofAccount.IsKnown = _ofStrategy.IsKnown = false;

    /// <summary>How far a limit lies on the losing side; a stop-limit comes to the market at its trigger.</summary>
    public long Collar(in OrderCommand command) =>
        Losing(command.Side, command.Price, command.HasTrigger ? command.Trigger : market[command.Instrument.Value].Last);

    public long Open(RiskRuleScope scope, in OrderQuestion order) => counts.Open(scope, in order.Command) + (order.Facts.IsNew ? 1 : 0);

    public long InSecond(RiskRuleScope scope, in OrderQuestion order) => counts.InSecond(scope, in order.Command, order.Facts.Now) + 1;

    public long InDay(RiskRuleScope scope, in OrderQuestion order) => counts.InDay(scope, in order.Command, order.Facts.Now) + 1;

    /// <summary>Since an equal order. A rule must ask for it.</summary>
    public long Age(in OrderQuestion order) => recent!.Age(in order.Command, order.Facts.Now);

    public long GrossWith(ActiveRule rule, in OrderQuestion order) => RiskRatio.Saturated(Of(rule, in order).All.Gross);

    public long NetWith(ActiveRule rule, in OrderQuestion order) => RiskRatio.Saturated(Of(rule, in order).All.Net);

    public long RatioWith(ActiveRule rule, in OrderQuestion order) => RiskRatio.Of(Of(rule, in order).Own.Gross, EquityRaw(rule, in order.Command));

    public long LeverageWith(ActiveRule rule, in OrderQuestion order) => RiskRatio.Of(Of(rule, in order).All.Gross, EquityRaw(rule, in order.Command));

    public long ConcentrationWith(ActiveRule rule, in OrderQuestion order) => RiskRatio.Of(Of(rule, in order).Own.Gross, Of(rule, in order).All.Gross);

    public bool HasOthers(ActiveRule rule, in OrderCommand command) => HasOthers(PortfolioOf(rule.Scope), HolderOf(rule, in command), command.Instrument);

    /// <summary>What an order's holder has, without the order.</summary>
    public long Now(ActiveRule rule, in OrderQuestion order) =>
        OfHolder(rule, HolderOf(rule, in order.Command), order.Command.Instrument, order.Facts.Now);

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
            case RiskRuleKind.Session: return venue.Halt(instrument, now);
            case RiskRuleKind.Condition: return rule.Condition!.Holds(view.Of(portfolio, holder, now), instrument) ? 1 : 0;
            default: return Exposure(rule.Kind, portfolio, holder, instrument, in portfolio.Exposure(holder, instrument), in portfolio.HoldingOf(holder, instrument).Value);
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

    private long EquityRaw(ActiveRule rule, in OrderCommand command) => PortfolioOf(rule.Scope).EquityRaw(HolderOf(rule, in command), command.Instrument);

    private ref readonly Prospect Of(ActiveRule rule, in OrderQuestion order)
    {
        ref Prospect prospect = ref rule.Scope == RiskRuleScope.Strategy ? ref _ofStrategy : ref _ofAccount;
        if (!prospect.IsKnown) { Look(PortfolioOf(rule.Scope), HolderOf(rule, in order.Command), in order.Command, order.Facts.Added, ref prospect); }
        return ref prospect;
    }

    private void Look(RiskPortfolio portfolio, int holder, in OrderCommand command, Quantity added, ref Prospect prospect)
    {
        Price last = market[command.Instrument.Value].Last;
        portfolio.With(holder, command.Instrument, command.Side, added, last.Raw > 0 ? last : command.Price, out prospect.All, out prospect.Own);
        prospect.IsKnown = true;
    }

    private static long Exposure(
        RiskRuleKind kind, RiskPortfolio portfolio, int holder, InstrumentId instrument, in ExposureValue all, in ExposureValue own) => kind switch
    {
        RiskRuleKind.GrossExposure => RiskRatio.Saturated(all.Gross),
        RiskRuleKind.NetExposure => RiskRatio.Saturated(all.Net),
        RiskRuleKind.PositionRatio => RiskRatio.Of(own.Gross, portfolio.EquityRaw(holder, instrument)),
        RiskRuleKind.Leverage => RiskRatio.Of(all.Gross, portfolio.EquityRaw(holder, instrument)),
        _ => RiskRatio.Of(own.Gross, all.Gross),
    };

    private static bool HasOthers(RiskPortfolio portfolio, int holder, InstrumentId instrument) =>
        portfolio.Exposure(holder, instrument).Gross > portfolio.HoldingOf(holder, instrument).Value.Gross;

    public long WorstPosition(RiskRuleScope scope, in OrderCommand command, in OrderFacts facts)
    {
        bool isBuy = command.Side == Side.Buy;
        if (scope != RiskRuleScope.Strategy) { return RiskRatio.Saturated(Int128.Max(0, isBuy ? facts.WorstCase : -facts.WorstCase)); }

        ref readonly RiskHolding holding = ref strategies.HoldingOf(command.Strategy.Value, command.Instrument);
        return RiskRatio.Saturated(Int128.Max(0, isBuy ? holding.Up(facts.Added.Raw) : -holding.Down(facts.Added.Raw)));
    }

    /// <summary>Of a sell.</summary>
    public long Sellable(ActiveRule rule, in OrderCommand command, in OrderFacts facts)
    {
        bool isStrategy = rule.Scope == RiskRuleScope.Strategy;
        int holder = HolderOf(rule, in command);
        long position = isStrategy ? strategies.HoldingOf(holder, command.Instrument).Position : facts.Position.Raw;
        Int128 left = isStrategy ? strategies.HoldingOf(holder, command.Instrument).Down(facts.Added.Raw) : facts.WorstCase;
        return RiskRatio.Saturated(left - venue.Unsettled(rule.Scope, holder, command.Instrument, position, facts.Now));
    }

    private static long Losing(Side side, Price price, Price last) =>
        RiskRatio.Of(side == Side.Buy ? (Int128)price.Raw - last.Raw : (Int128)last.Raw - price.Raw, last.Raw);

    public long Over(long steps, in OrderCommand command, in OrderFacts facts)
    {
        Instrument instrument = facts.Instrument;
        long odd = venue.OddQuantity(in command, facts.Position, facts.Now);
        if (odd != 0) { return odd; }
        long quantity = Remainder(command.Quantity.Raw, instrument.LotSize.Raw, steps);
        return quantity != 0 || !command.HasLimit ? quantity : Remainder(command.Price.Raw, instrument.TickSize.Raw, steps);
    }

    // A step beyond 64 bits is more than any value: all of it is over.
    private static long Remainder(long value, long unit, long steps) =>
        Math.BigMul(unit, steps, out long step) == 0 && step > 0 ? value % step : value;

    // What an order would lead to; several rules ask for it one after the other.
    private struct Prospect
    {
        public bool IsKnown;
        public ExposureValue All;
        public ExposureValue Own;
    }
}

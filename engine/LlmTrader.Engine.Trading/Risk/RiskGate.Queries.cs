using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What people ask. Each answer is made anew: between two events, on the thread that runs the gate, and never on a hot path.</summary>
public sealed partial class RiskGate
{
    /// <summary>The limits in force for an instrument.</summary>
    public RiskLimits LimitsOf(InstrumentId instrument)
    {
        ref readonly InstrumentRisk risk = ref _risks[instrument.Value];
        return new RiskLimits
        {
            OrderQuantity = new Quantity(risk.OrderQuantityLimit),
            OrderNotional = risk.OrderNotionalLimit,
            Position = new Quantity(risk.PositionLimit),
            PriceCollar = risk.PriceCollar,
            MarketBuffer = risk.MarketBuffer,
            OrderRate = risk.OrderRateLimit,
            ShortSelling = risk.ShortSelling,
        };
    }

    /// <summary>The configured rules with the limits that are in force, by id.</summary>
    public IReadOnlyList<RiskRule> RulesInForce => _rules.InForce;

    /// <summary>Whether a rule has stopped a strategy until an operator sets trading to active.</summary>
    public bool IsHalted(StrategyId strategy) => _stops.IsHalted(strategy);

    /// <summary>Whether a rule lets a strategy on this account only reduce, until an operator sets trading to active.</summary>
    public bool IsReducing(AccountId account, StrategyId strategy) => _stops.IsReducing(account, strategy);

    /// <summary>The orders that have passed and are not done, in the order in which they passed.</summary>
    public IReadOnlyList<OpenOrder> ListOpenOrders() => _ledger.ListOpen();
}

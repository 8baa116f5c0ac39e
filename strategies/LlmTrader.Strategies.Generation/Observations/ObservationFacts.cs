using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>What was read of an engine: an observation is made of it and of nothing else. The order of its lists means nothing.</summary>
public sealed record ObservationFacts
{
    public required IReadOnlyList<InstrumentFacts> Instruments { get; init; }

    /// <summary>Names and numbers are masked, and no date may be told.</summary>
    public bool IsMasked { get; init; }

    public IReadOnlyList<AccountFacts> Accounts { get; init; } = [];

    public IReadOnlyList<PositionFacts> Positions { get; init; } = [];

    public IReadOnlyList<OrderFacts> Orders { get; init; } = [];

    public IReadOnlyList<LimitFacts> Limits { get; init; } = [];

    public IReadOnlyList<RiskRuleFacts> RiskRules { get; init; } = [];

    public IReadOnlyList<SlotFacts> Slots { get; init; } = [];

    /// <summary>The strategist's own.</summary>
    public IReadOnlyList<DecisionFacts> Decisions { get; init; } = [];

    /// <summary>The time of the newest bar, order or decision; 1970 when there is none.</summary>
    public Timestamp AsOf
    {
        get
        {
            Timestamp newest = new(0);
            foreach (ObservedBar bar in Instruments.SelectMany(instrument => instrument.Horizons).SelectMany(series => series.Bars)) { newest = Timestamp.Max(newest, bar.CloseTime); }
            foreach (OrderFacts order in Orders) { newest = Timestamp.Max(newest, order.Created); }
            foreach (DecisionFacts decision in Decisions) { newest = Timestamp.Max(newest, decision.Time); }
            return newest;
        }
    }
}

/// <summary>An instrument with what its venue asks of orders now, and its closed bars.</summary>
public sealed record InstrumentFacts
{
    /// <summary>Symbol and venue, <c>BTCUSDT.BINANCE</c>.</summary>
    public required string Name { get; init; }

    /// <summary>spot or linearPerpetual.</summary>
    public required string Kind { get; init; }

    /// <summary>What prices are paid in.</summary>
    public required string Quote { get; init; }

    /// <summary>continuous, auction, break, halted or closed.</summary>
    public required string Status { get; init; }

    public required decimal TickSize { get; init; }

    public required decimal LotSize { get; init; }

    /// <summary>Shares of the notional; 0.001 is 0.1 %.</summary>
    public decimal MakerFee { get; init; }

    public decimal TakerFee { get; init; }

    /// <summary>The smallest order by value; 0 for none.</summary>
    public decimal MinNotional { get; init; }

    /// <summary>Of the previous close, in either direction; 0 for no band.</summary>
    public decimal PriceBand { get; init; }

    /// <summary>Trading days before what was bought may be sold.</summary>
    public int SettlementDays { get; init; }

    /// <summary>1 for what is paid in full.</summary>
    public decimal MaxLeverage { get; init; } = 1;

    public IReadOnlyList<BarSeries> Horizons { get; init; } = [];
}

/// <summary>Closed bars of one length.</summary>
/// <param name="Bar">Their length, such as <c>1h</c>.</param>
/// <param name="Bars">In any order, at most one for a time.</param>
public sealed record BarSeries(string Bar, IReadOnlyList<ObservedBar> Bars);

/// <summary>A closed bar.</summary>
public sealed record ObservedBar(Timestamp CloseTime, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume);

public sealed record AccountFacts(string Name, string Currency, decimal Cash, decimal Equity, decimal Peak);

/// <param name="Account">Its name.</param>
/// <param name="Instrument">Full name.</param>
/// <param name="Quantity">Signed.</param>
/// <param name="AveragePrice">What it cost.</param>
/// <param name="Unrealized">In the instrument's quote currency.</param>
public sealed record PositionFacts(string Account, string Instrument, decimal Quantity, decimal AveragePrice, decimal Unrealized);

/// <summary>An order that works.</summary>
public sealed record OrderFacts
{
    public required string Id { get; init; }

    public required string Account { get; init; }

    public required string Instrument { get; init; }

    /// <summary>A slot's number, or who else sent it.</summary>
    public required string Strategy { get; init; }

    public required string Side { get; init; }

    public required string Type { get; init; }

    public required decimal Quantity { get; init; }

    public decimal Filled { get; init; }

    public decimal? Price { get; init; }

    public decimal? Trigger { get; init; }

    public required Timestamp Created { get; init; }
}

/// <summary>What orders in an instrument may not exceed; null is off.</summary>
public sealed record LimitFacts(string Instrument, decimal? OrderQuantity, decimal? OrderNotional, decimal? Position, string? PriceCollar, long? OrderRate, bool ShortSelling);

/// <param name="Id">Of the configuration.</param>
/// <param name="Kind">What it watches.</param>
/// <param name="Scope">account, instrument, strategy or all.</param>
/// <param name="Target">Whose; an instrument's full name, an account's name or a slot's number; null for all of the scope.</param>
/// <param name="Limit">As the configuration writes it.</param>
/// <param name="Action">What follows.</param>
/// <param name="IsOn">Whether it holds.</param>
public sealed record RiskRuleFacts(int Id, string Kind, string Scope, string? Target, string Limit, string Action, bool IsOn);

/// <param name="Slot">Its number.</param>
/// <param name="Trading">active, paused, reducing or halted.</param>
/// <param name="RuleSet">The active set's name; null without one.</param>
/// <param name="RuleSetId">SHA-256 of its canonical text.</param>
public sealed record SlotFacts(int Slot, string Trading, string? RuleSet, string? RuleSetId);

/// <summary>What the strategist decided lately, and what came of it.</summary>
/// <param name="Decision">Its id.</param>
/// <param name="Time">When it ended, or its last step was made.</param>
/// <param name="Proposer">Who proposed.</param>
/// <param name="Template">What the candidate was made of; null when it was written freely.</param>
/// <param name="Outcome">A word, such as <c>rejected</c>, <c>active</c> or <c>rolled_back</c>.</param>
/// <param name="Reason">Why.</param>
public sealed record DecisionFacts(string Decision, Timestamp Time, string Proposer, string? Template, string Outcome, string Reason);

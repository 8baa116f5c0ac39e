using System.Collections.Immutable;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>A rule set as it was written, each field read and checked by itself; <see cref="RuleCompiler"/> checks the whole.</summary>
public sealed record RuleDocument
{
    /// <summary>Letters, digits, <c>-</c> and <c>_</c>, at most 64.</summary>
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Full names or unambiguous symbols, in ordinal order; empty is every instrument of the engine.</summary>
    public ImmutableArray<string> Universe { get; init; } = [];

    /// <summary>The bars at whose close it decides.</summary>
    public required BarSpec Bar { get; init; }

    /// <summary>By name, in ordinal order.</summary>
    public ImmutableArray<RuleParameter> Parameters { get; init; } = [];

    /// <summary>By name, in ordinal order; they may refer to one another without a cycle.</summary>
    public ImmutableArray<RuleLet> Let { get; init; } = [];

    /// <summary>Boolean; null is never.</summary>
    public Expression? EntryLong { get; init; }

    public Expression? ExitLong { get; init; }

    public Expression? EntryShort { get; init; }

    public Expression? ExitShort { get; init; }

    public SizingRule? Sizing { get; init; }

    public PriceRule? StopLoss { get; init; }

    public PriceRule? TakeProfit { get; init; }

    /// <summary>Follows the best price since the entry at this distance.</summary>
    public PriceRule? TrailingStop { get; init; }

    /// <summary>Bars after which an open position is closed; 0 is never.</summary>
    public int TimeStopBars { get; init; }

    public OrderStyle Order { get; init; } = OrderStyle.Market;

    /// <summary>Bars without a new entry after a position was closed.</summary>
    public int CooldownBars { get; init; }

    /// <summary>Entries into one position: 1 never adds to it.</summary>
    public int MaxEntries { get; init; } = 1;

    public GridRule? Grid { get; init; }

    public HandOver HandOver { get; init; } = HandOver.Adopt;

    /// <summary>Where it was read from; for diagnostics only.</summary>
    public required RuleSource Source { get; init; }
}

/// <summary>A number that an optimiser may vary. Minimum = maximum = default when no range is given.</summary>
public sealed record RuleParameter(string Name, double Default, double Minimum, double Maximum, double Step, TextSpan Span);

/// <summary>A name for an expression, computed once.</summary>
public sealed record RuleLet(string Name, Expression Value, TextSpan NameSpan);

public enum SizingKind : byte
{
    /// <summary>The size is a quantity in whole units of the base asset.</summary>
    Quantity,

    /// <summary>An amount of the quote currency.</summary>
    Notional,

    /// <summary>Percent of the rule set's equity that the position is worth.</summary>
    PercentOfEquity,

    /// <summary>Percent a year that the position's volatility shall be of equity; uses <see cref="SizingRule.Volatility"/>.</summary>
    VolatilityTarget,

    /// <summary>Percent of equity that is lost when the stop is hit; needs a <c>stop_loss</c>.</summary>
    RiskPerTrade,
}

/// <summary>How large a position is.</summary>
public sealed record SizingRule
{
    public required SizingKind Kind { get; init; }

    /// <summary>Number, in the unit that the kind says.</summary>
    public required Expression Size { get; init; }

    /// <summary>Of a volatility target: bars that the volatility of closes is taken over; else 0.</summary>
    public int VolatilityBars { get; init; }

    /// <summary>Of a volatility target: the largest position as a multiple of equity; else 0.</summary>
    public double MaxLeverage { get; init; }
}

public enum PriceRuleKind : byte
{
    /// <summary>Percent of the entry price (of a trailing stop: of the best price since; of a limit or a grid: of the close).</summary>
    Percent,

    /// <summary>A difference in price, e.g. <c>2 * atr(14)</c>.</summary>
    Distance,

    /// <summary>The price itself; not for trailing stops, limits and grids.</summary>
    Price,
}

/// <summary>A price relative to another one, or by itself.</summary>
public sealed record PriceRule(PriceRuleKind Kind, Expression Value);

/// <summary>How entries and exits are sent. Stops always go at market.</summary>
public sealed record OrderStyle
{
    public static OrderStyle Market { get; } = new();

    /// <summary>Null is a market order; else a limit this far on the better side of the close (a negative offset crosses).</summary>
    public PriceRule? LimitOffset { get; init; }

    /// <summary>Bars after which an unfilled limit order is cancelled; at least 1 for a limit.</summary>
    public int TimeOutBars { get; init; }
}

public enum GridSide : byte
{
    /// <summary>Buys below, sells what it bought one level higher.</summary>
    Buy,

    /// <summary>Sells above, buys back one level lower.</summary>
    Sell,
    Both,
}

/// <summary>Limit orders at equal steps from the close at which the grid is set up.</summary>
public sealed record GridRule
{
    public required int Levels { get; init; }

    /// <summary>Percent or distance between levels.</summary>
    public required PriceRule Spacing { get; init; }

    /// <summary>Number per level: a quantity, a notional or a percent of equity.</summary>
    public required SizingKind SizeKind { get; init; }

    public required Expression Size { get; init; }

    public GridSide Side { get; init; } = GridSide.Buy;
}

/// <summary>What becomes of positions that the version before left open.</summary>
public enum HandOver : byte
{
    /// <summary>They are this version's from now on.</summary>
    Adopt,

    /// <summary>They are closed at market first.</summary>
    Close,
}

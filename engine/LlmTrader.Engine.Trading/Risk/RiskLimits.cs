using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>The limits of one instrument, for each account alike. Zero switches a limit off, except where it says otherwise.</summary>
public sealed record RiskLimits
{
    /// <summary>The widest price collar: a hundred times the last price, in 1/10,000.</summary>
    public const long MaxPriceCollar = 1_000_000;

    /// <summary>The most that one order may ask for, raw.</summary>
    public Quantity OrderQuantity { get; init; }

    /// <summary>The most that one order may be worth, in 10^-8 of the instrument's quote currency.</summary>
    public long OrderNotional { get; init; }

    /// <summary>The largest position, long or short, that all working orders of one side could lead to, raw.</summary>
    public Quantity Position { get; init; }

    /// <summary>How far a limit price may lie on the losing side of the last price, in 1/10,000 of it.</summary>
    public long PriceCollar { get; init; }

    /// <summary>
    /// How far above the last price, in 1/10,000 of it, a buy without a limit may fill as far as its reserve of cash or margin goes; 0 stands for
    /// <see cref="PriceCollar"/>. It limits no fill: at a gap beyond it the venue fills all the same, cash may go below zero,
    /// and then no further buy passes until it is above again.
    /// </summary>
    public long MarketBuffer { get; init; }

    /// <summary>Orders in one second of engine time, all accounts together.</summary>
    public long OrderRate { get; init; }

    /// <summary>Whether orders may lead to a position below zero. Off unless it is asked for: a cash account can't do it.</summary>
    public bool ShortSelling { get; init; }

    /// <summary>Whether a change can be applied; the edge that takes it in asks this before it becomes an event.</summary>
    public static bool IsValid(in RiskLimitChange change) => change.Value >= 0 && change.Limit switch
    {
        RiskLimitKind.OrderQuantity or RiskLimitKind.OrderNotional or RiskLimitKind.Position or RiskLimitKind.OrderRate
            or RiskLimitKind.ShortSelling => true,
        RiskLimitKind.PriceCollar => change.Value <= MaxPriceCollar,
        _ => false,
    };

    /// <summary>Throws <see cref="ArgumentException"/> that names the field and its owner when a value can't be used.</summary>
    public RiskLimits Validated(string owner)
    {
        Require(OrderQuantity.Raw >= 0, owner, nameof(OrderQuantity), "not negative");
        Require(OrderNotional >= 0, owner, nameof(OrderNotional), "not negative");
        Require(Position.Raw >= 0, owner, nameof(Position), "not negative");
        Require(PriceCollar is >= 0 and <= MaxPriceCollar, owner, nameof(PriceCollar), $"0 to {MaxPriceCollar}");
        Require(MarketBuffer is >= 0 and <= MaxPriceCollar, owner, nameof(MarketBuffer), $"0 to {MaxPriceCollar}");
        Require(OrderRate >= 0, owner, nameof(OrderRate), "not negative");
        return this;
    }

    private static void Require(bool condition, string owner, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Risk limits of {owner}: {field} must be {expected}."); }
    }
}

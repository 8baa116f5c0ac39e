using System.ComponentModel;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>
/// What orders may not do. The first three hold unless they are switched off or a rule of the same kind stands in <see cref="Rules"/>;
/// each of them is a configured risk rule of the engine.
/// </summary>
public sealed record RiskConfiguration
{
    [CanBeOff]
    [Within("0.01%", "100%")]
    [Description("What an account may lose in one UTC day, as a share of its first cash; from there on only orders that reduce pass. off for no such rule.")]
    public Ratio? DailyLoss { get; init; } = Ratio.Percent(2);

    [CanBeOff]
    [Within("0.01%", "100%")]
    [Description("How far an account's equity may fall below its peak; from there on everything is cancelled and halted. off for no such rule.")]
    public Ratio? Drawdown { get; init; } = Ratio.Percent(8);

    [CanBeOff]
    [Within("0.01%", "10000%")]
    [Description("Exposure in one instrument over equity; an order that would exceed it is refused. off for no such rule.")]
    public Ratio? PositionRatio { get; init; } = Ratio.Percent(25);

    [CanBeOff]
    [Within("1", "10000000000")]
    [Description("The largest order by value, in the quote currency; off for no such limit.")]
    public decimal? OrderNotional { get; init; }

    [CanBeOff]
    [Within("0.01%", "100%")]
    [Description("How far a limit price may lie on the losing side of the last price; off for no such limit.")]
    public Ratio? PriceCollar { get; init; } = Ratio.Percent(5);

    [CanBeOff]
    [Within("1", "1000000")]
    [Description("Orders let through in one UTC second; off for no such limit.")]
    public int? OrderRate { get; init; } = 100;

    [Description("Whether sales may go below what is held, on spot.")]
    public bool ShortSelling { get; init; }

    [Within("1", "65536")]
    [Description("Orders that may be open at once.")]
    public int MaxOpenOrders { get; init; } = 4096;

    [Within("1", "254")]
    [Description("New orders that one event may cause.")]
    public int MaxOrdersPerEvent { get; init; } = 64;

    [Description("How the engine begins: active, reducing, halted or observe.")]
    public TradingState TradingState { get; init; }

    [Description("Risk rules besides; an id of each from 1.")]
    public IReadOnlyList<RiskRuleConfiguration> Rules { get; init; } = [];
}

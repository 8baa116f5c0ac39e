using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Fills;

/// <summary>What was ordered and filled in one instrument, beside what the market traded.</summary>
public sealed record InstrumentFills
{
    public required string Instrument { get; init; }

    /// <summary>New orders that risk let pass, and what they ordered, in units of the instrument.</summary>
    public required long Orders { get; init; }

    public required decimal Ordered { get; init; }

    /// <summary>The largest of them.</summary>
    public required decimal LargestOrder { get; init; }

    /// <summary>Orders that filled, in part or to the end.</summary>
    public required long FilledOrders { get; init; }

    public required long Fills { get; init; }

    public required decimal Filled { get; init; }

    /// <summary>Of <see cref="Filled"/>, what had rested.</summary>
    public required decimal FilledAsMaker { get; init; }

    /// <summary>Mean price of the fills by quantity; null without any.</summary>
    public required decimal? MeanPrice { get; init; }

    /// <summary>What the market traded, by its trades, or without any by its ready-made bars of one specification.</summary>
    public required decimal MarketVolume { get; init; }

    /// <summary>Our share of that; null when nothing was traded.</summary>
    public decimal? ShareOfVolume => MarketVolume > 0 ? Filled / MarketVolume : null;
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules;

/// <summary>What a <see cref="MovingAverageCross"/> does. Equal options decide alike.</summary>
public sealed record MovingAverageCrossOptions
{
    /// <summary>An average over more bars than this is a mistake in its unit, and all closes are kept in memory.</summary>
    public const int MaxPeriod = 100_000;

    /// <summary>Bars of the fast average, at least 1.</summary>
    public int Fast { get; init; } = 10;

    /// <summary>Bars of the slow average, more than <see cref="Fast"/>.</summary>
    public int Slow { get; init; } = 30;

    /// <summary>The bars it listens to; one of the engine's.</summary>
    public required BarSpec Bar { get; init; }

    /// <summary>
    /// Size of a position in whole units of the base asset, as decimal text (<c>0.01</c>), for instruments that
    /// <see cref="Quantities"/> does not name; null leaves those alone.
    /// </summary>
    public string? Quantity { get; init; }

    /// <summary>As <see cref="Quantity"/>, by an instrument's full name (<c>BTCUSDT.BINANCE</c>) or its unambiguous symbol.</summary>
    public IReadOnlyDictionary<string, string> Quantities { get; init; } = new Dictionary<string, string>();

    /// <summary>A cross down then opens a short position of the same size; else it only closes.</summary>
    public bool AllowShort { get; init; }
}

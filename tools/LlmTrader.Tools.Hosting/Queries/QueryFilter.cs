using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>Which rows are asked for.</summary>
public sealed record QueryFilter
{
    /// <summary>The first engine time; null from the start.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Behind the last engine time; null to the end.</summary>
    public Timestamp? To { get; init; }

    /// <summary>A symbol, or SYMBOL.VENUE; null is all.</summary>
    public string? Symbol { get; init; }

    /// <summary>Whether a row is meant.</summary>
    public bool Keeps(Timestamp time, Instrument? instrument) =>
        (From is not { } from || time >= from) && (To is not { } to || time < to)
        && (Symbol is null || Symbol == instrument?.Symbol || Symbol == instrument?.FullName);
}

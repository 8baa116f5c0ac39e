namespace LlmTrader.Tools.Hosting.Strategist.Observing;

/// <summary>What of an engine is looked at.</summary>
public sealed record ObservedUniverse
{
    /// <summary>Symbols or full names; empty is the security master, that is all instruments of the engine, up to <see cref="Limit"/>.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Of an empty list: so many, in ordinal order of their names. What is held or asked for comes on top.</summary>
    public int Limit { get; init; } = 200;

    /// <summary>Lengths of bars, such as <c>1m</c> and <c>1h</c>; the engine must make them.</summary>
    public required IReadOnlyList<string> Bars { get; init; }

    /// <summary>Closed bars that are read of each length, the newest: enough for every figure, and for a volatility's place among others.</summary>
    public int History { get; init; } = 250;
}

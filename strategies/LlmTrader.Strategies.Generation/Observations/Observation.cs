using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>
/// What a proposer is shown: the market, what is held, what was decided and what is allowed, in one fixed order. Made of facts alone, so
/// that the same facts give the same text and hash whenever they are read; <see cref="ObservationBuilder"/> makes it.
/// </summary>
public sealed record Observation
{
    /// <summary>Of the canonical text; another one when its fields or their meaning change.</summary>
    public const int Version = 1;

    /// <summary>Engine time of the newest thing in it; null when it is masked.</summary>
    public required Timestamp? AsOf { get; init; }

    /// <summary>By name, in ordinal order.</summary>
    public required IReadOnlyList<ObservedInstrument> Universe { get; init; }

    /// <summary>By length of bar, the shortest first.</summary>
    public required IReadOnlyList<MarketBreadth> Breadth { get; init; }

    public required IReadOnlyList<AccountFacts> Accounts { get; init; }

    public required IReadOnlyList<PositionFacts> Positions { get; init; }

    /// <summary>Working orders with their ages.</summary>
    public required IReadOnlyList<(OrderFacts Order, Duration Age)> Orders { get; init; }

    public required IReadOnlyList<LimitFacts> Limits { get; init; }

    public required IReadOnlyList<RiskRuleFacts> RiskRules { get; init; }

    public required IReadOnlyList<SlotFacts> Slots { get; init; }

    /// <summary>Newest first, with their ages.</summary>
    public required IReadOnlyList<(DecisionFacts Decision, Duration Age)> Decisions { get; init; }

    /// <summary>What was left out to keep the text within its bound.</summary>
    public ObservationOmissions Omitted { get; init; }
}

/// <summary>How many of each were left out.</summary>
public readonly record struct ObservationOmissions(int Bars, int Instruments, int Orders, int Decisions);

/// <summary>An instrument, what its venue asks, and how it moved.</summary>
/// <param name="Facts">Without their bars.</param>
/// <param name="Horizons">The shortest first.</param>
/// <param name="Turnover">Traded value of all bars of the longest length, at their closes: which instruments matter more than others.</param>
public sealed record ObservedInstrument(InstrumentFacts Facts, IReadOnlyList<ObservedHorizon> Horizons, decimal Turnover);

/// <summary>An instrument over bars of one length.</summary>
/// <param name="Bar">Their length.</param>
/// <param name="Count">How many bars the figures were computed over.</param>
/// <param name="Figures">As of the newest bar.</param>
/// <param name="Recent">The newest bars, newest first, with their ages.</param>
public sealed record ObservedHorizon(string Bar, int Count, HorizonFigures Figures, IReadOnlyList<(ObservedBar Bar, Duration Age)> Recent);

namespace LlmTrader.Strategies.Generation.Exposure;

/// <summary>What follows from a worst case.</summary>
public enum ExposureVerdict : byte
{
    /// <summary>Little enough that nobody is asked.</summary>
    Automatic,

    /// <summary>A person must say yes.</summary>
    NeedsApproval,

    /// <summary>Too much, or without a bound: nobody can say yes.</summary>
    Refused,
}

/// <summary>The most that a candidate can hold and lose, valued at the closes at which its sizes are set and at the equity that was given.</summary>
public sealed record ExposureReport
{
    public required ExposureVerdict Verdict { get; init; }

    /// <summary>By currency, in ordinal order: the most that all positions together are worth; infinite without a bound.</summary>
    public required IReadOnlyList<(string Currency, double Notional)> WorstNotional { get; init; }

    /// <summary>The same as a share of the account's equity; of several currencies the sum.</summary>
    public required double HeldShare { get; init; }

    /// <summary>The share of the equity that is lost when every position goes wrong at once: with stops, a gap behind each, where there are stops.</summary>
    public required double AtRisk { get; init; }

    /// <summary>The share that is lost when every stop holds at its price; null without a stop whose distance is known.</summary>
    public required double? LossWithStops { get; init; }

    /// <summary>The share that is lost when no stop is filled: longs lose all, shorts as much as <see cref="ExposureLimits.RiseAgainstShort"/> says.</summary>
    public required double LossWithoutStops { get; init; }

    public required IReadOnlyList<InstrumentExposure> Instruments { get; init; }

    /// <summary>What the verdict rests on, one sentence each.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }
}

/// <param name="Instrument">Full name.</param>
/// <param name="Currency">Of the notional.</param>
/// <param name="Notional">The most that is held of it alone, on the worse side.</param>
/// <param name="BoundBy">What holds it there: sizing, a limit of risk, or cash.</param>
public sealed record InstrumentExposure(string Instrument, string Currency, double Notional, string BoundBy);

namespace LlmTrader.Strategies.Generation.Exposure;

/// <summary>How much a candidate may risk at the worst, and what the worst is taken to be. Shares: 0.05 is 5 % of the equity.</summary>
public sealed record ExposureLimits
{
    /// <summary>At risk below it no person is asked; 0 asks always.</summary>
    public double AutomaticBelow { get; init; } = 0.02;

    /// <summary>At risk above it the candidate is refused, whoever would approve.</summary>
    public double MostAtRisk { get; init; } = 1;

    /// <summary>Held at most above it the candidate is refused.</summary>
    public double MostHeld { get; init; } = 3;

    /// <summary>How far a price jumps through a stop, as a share of the position: no stop holds while the market is closed.</summary>
    public double GapThroughStop { get; init; } = 0.05;

    /// <summary>How far a price rises against a short position that has no stop: 1 is that it doubles. A long one can lose all it is worth.</summary>
    public double RiseAgainstShort { get; init; } = 1;

    /// <summary>Throws <see cref="ArgumentException"/> that names the limit.</summary>
    public ExposureLimits Validated()
    {
        Require(AutomaticBelow, nameof(AutomaticBelow));
        Require(MostAtRisk, nameof(MostAtRisk));
        Require(MostHeld, nameof(MostHeld));
        Require(GapThroughStop, nameof(GapThroughStop));
        Require(RiseAgainstShort, nameof(RiseAgainstShort));
        return this;
    }

    private static void Require(double value, string limit)
    {
        if (!(value >= 0 && value <= 1000)) { throw new ArgumentException($"Exposure limit {limit} must be a share of 0 to 1,000."); }
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Simulated;

/// <summary>An instrument of a <see cref="SimulatedMarket"/> and how it behaves.</summary>
public sealed record SimulatedInstrument
{
    public required Instrument Instrument { get; init; }

    /// <summary>At least 16 ticks. The price stays between 1/64 and 64 times it (and above 8 ticks): it turns back there.</summary>
    public required Price StartPrice { get; init; }

    /// <summary>Root mean square of the log return over one second: 0.0001 is about 56 % a year in a market that never closes.</summary>
    public required double VolatilityPerSqrtSecond { get; init; }

    /// <summary>Mean number of trades and quotes in a second; arrivals are a Poisson process.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>What the spread returns to while volatility is at its mean; it widens in turbulent times. At least 1.</summary>
    public double MeanSpreadTicks { get; init; } = 2;

    /// <summary>Scale of the heavy-tailed trade sizes in lots: about half of all trades are below 0.7 of it.</summary>
    public long TypicalTradeLots { get; init; } = 10;

    /// <summary>No trade and no quoted size is above this many lots.</summary>
    public long MaxLots { get; init; } = 100_000;

    /// <summary>Throws <see cref="ArgumentException"/> that names instrument and field when a value can't be used.</summary>
    internal void Validate()
    {
        Instrument.Validated();
        long startTicks = StartPrice.Raw / Instrument.TickSize.Raw;
        Require(Instrument.Id.Value >= 0, nameof(Instrument), "an instrument with an id");
        Require(StartPrice.Raw % Instrument.TickSize.Raw == 0, nameof(StartPrice), "a multiple of the tick size");
        Require(startTicks >= 16, nameof(StartPrice), "at least 16 ticks");
        Require(StartPrice.Raw <= long.MaxValue / 256 && startTicks <= 1L << 44, nameof(StartPrice), "small enough for 64 times it to fit");
        Require(VolatilityPerSqrtSecond is > 0 and <= 0.01, nameof(VolatilityPerSqrtSecond), "above 0 and at most 0.01");
        Require(EventsPerSecond is >= 0.01 and <= 10_000_000, nameof(EventsPerSecond), "0.01 to 10,000,000");
        Require(MeanSpreadTicks is >= 1 and <= 1000, nameof(MeanSpreadTicks), "1 to 1000");
        Require(TypicalTradeLots is > 0 and <= 1_000_000_000, nameof(TypicalTradeLots), "1 to 1,000,000,000");
        Require(MaxLots > 0 && MaxLots <= long.MaxValue / Instrument.LotSize.Raw, nameof(MaxLots), "positive and within 64 bits");
    }

    private void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Simulated instrument '{Instrument.FullName}': {field} must be {expected}."); }
    }
}

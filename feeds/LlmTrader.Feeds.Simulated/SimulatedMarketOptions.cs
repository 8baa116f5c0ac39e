using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Simulated;

/// <summary>What a <see cref="SimulatedMarket"/> plays. Equal options give equal events, on every machine.</summary>
public sealed record SimulatedMarketOptions
{
    public ulong Seed { get; init; } = 1;

    public required IReadOnlyList<SimulatedInstrument> Instruments { get; init; }

    /// <summary>Exchange time at which the market opens; the first event comes after it. Default 2025-01-01T00:00:00Z.</summary>
    public Timestamp Start { get; init; } = Timestamp.FromUnixSeconds(1_735_689_600);

    /// <summary>Ends after so many events; null for no such end.</summary>
    public long? EventLimit { get; init; }

    /// <summary>Ends with the last event before start plus this length; null for no such end.</summary>
    public Duration? Length { get; init; }

    /// <summary>
    /// Share of events that are quotes, 0 to 1; the rest are trades at the bid or ask last quoted. At 0 there are trades
    /// alone, and the quotes behind them move unseen.
    /// </summary>
    public double QuoteShare { get; init; } = 0.7;

    /// <summary>From the exchange to the engine, the same for each event.</summary>
    public Duration FeedLatency { get; init; } = Duration.Zero;

    /// <summary>Throws <see cref="ArgumentException"/> that names the field when a value can't be used.</summary>
    internal void Validate()
    {
        Require(Instruments is { Count: > 0 and <= InstrumentTable.MaxInstruments }, nameof(Instruments), "one or more");
        Require(EventLimit is null or >= 0, nameof(EventLimit), "0 or more");
        Require(Length is null or { Nanoseconds: >= 0 }, nameof(Length), "0 or more");
        Require(QuoteShare is >= 0 and <= 1, nameof(QuoteShare), "0 to 1");
        Require(QuoteShare == 0 || QuoteShare >= 0.01, nameof(QuoteShare), "0, or at least 0.01: prices move with quotes");
        Require(FeedLatency.Nanoseconds >= 0, nameof(FeedLatency), "0 or more");
        foreach (SimulatedInstrument instrument in Instruments!)
        {
            instrument.Validate();

            // A single step is at most 19 times this; it must stay far from halving the price.
            double step = instrument.VolatilityPerSqrtSecond / Math.Sqrt(instrument.EventsPerSecond * (QuoteShare > 0 ? QuoteShare : 1));
            Require(step <= 0.02, nameof(Instruments), $"such that '{instrument.Instrument.FullName}' moves by at most 0.02 a step; a higher event rate makes steps smaller");
        }
    }

    private static void Require(bool condition, string field, string expected)
    {
        if (!condition) { throw new ArgumentException($"Simulated market: {field} must be {expected}."); }
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Bars;

/// <summary>A trade with the time at which it reaches the engine.</summary>
internal readonly record struct Arrival(int Instrument, long Price, long Quantity, long Time, long Now);

/// <summary>A random stream of trades and the options under which it is built, all from one seed.</summary>
internal sealed class BarStream
{
    private const long Second = 1_000_000_000;

    private static readonly string[] Specs = ["1s", "5s", "1m", "15m", "1h", "3t", "7t", "20v", "1v", "300n", "12n"];

    /// <param name="wild">Clocks may be off by many bars; else at most two bars are ever open and nothing closes early.</param>
    public BarStream(int seed, bool wild)
    {
        Random random = new(seed);
        List<BarSpec> specs = [.. Specs.Where(_ => random.Next(3) == 0).Select(BarSpec.Parse)];
        if (specs.Count == 0) { specs.Add(BarSpec.Parse("1m")); }
        long shortest = specs.Select(s => s.Period.Nanoseconds).Where(p => p > 0).DefaultIfEmpty(Second).Min();
        long delay = random.Next(2) == 0 ? 0 : random.NextInt64(shortest / 3);

        Options = new BarOptions
        {
            Specs = specs,
            CloseDelay = new Duration(delay),
            LateTicks = wild && random.Next(2) == 0 ? LateTickPolicy.FoldIntoOpenBar : LateTickPolicy.Drop,
            Gaps = wild && random.Next(2) == 0 ? GapPolicy.Fill : GapPolicy.Skip,
            MaxFill = new Duration(shortest * random.Next(6)),
            MaxClockLead = wild ? new Duration(shortest * random.Next(1, 9)) : Duration.FromDays(1),
        };
        int instruments = random.Next(3) == 0 ? 70 : random.Next(1, 4);
        Instruments = new InstrumentTable([.. Enumerable.Range(0, instruments).Select(i => Instrument(i, random.Next(0, 7), random.Next(0, 5)))]);
        Arrivals = [.. Generate(random, wild, shortest, instruments)];
    }

    public BarOptions Options { get; }

    public InstrumentTable Instruments { get; }

    public IReadOnlyList<Arrival> Arrivals { get; }

    private static IEnumerable<Arrival> Generate(Random random, bool wild, long shortest, int instruments)
    {
        long now = random.NextInt64(2_000_000_000) * Second;
        long lead = random.Next(2) == 0 ? 1 : wild ? shortest * 4 : shortest / 2;
        long lag = random.Next(3) == 0 ? 1 : shortest * 2;
        long pace = shortest / random.Next(1, 40);
        for (int i = 0; i < 600; i++)
        {
            now += random.Next(60) == 0 ? random.NextInt64(shortest * 12) : random.NextInt64(pace);
            if (random.Next(20) == 0) { now -= now % shortest; now += shortest; }   // Exactly on a boundary.
            long time = now - random.NextInt64(lag) + random.NextInt64(lead);
            if (random.Next(15) == 0) { time -= time % shortest; }
            yield return new Arrival(random.Next(instruments), random.Next(1, 5_000), random.Next(1, 20_000), time, now);
        }
    }

    private static Instrument Instrument(int id, int priceScale, int quantityScale) => new()
    {
        Id = new InstrumentId(id),
        Symbol = $"S{id}",
        Venue = "TEST",
        Base = Currency.Parse("BTC"),
        Quote = Currency.Parse("USD"),
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
    };
}

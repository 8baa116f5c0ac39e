using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Simulated;

public sealed class SimulatedMarketTests
{
    /// <summary>
    /// SHA-256 over the first 10,000 events of the demo's instruments under seed 1. An independent port of the generator to
    /// Python gives the same value. A change of it changes every run that names a seed, so it must be wanted.
    /// </summary>
    private const string Golden = "c00fecdfbafdb5ce00cb1098a6121b419f1141870e50454a5074f18baeb4088e";

    [Fact]
    public void The_first_ten_thousand_events_are_the_same_everywhere() =>
        Assert.Equal(Golden, EventDigest.Of(Options(seed: 1), 10_000));

    [Fact]
    public void A_seed_gives_the_same_events_and_another_seed_gives_others()
    {
        Assert.Equal(EventDigest.Of(Options(seed: 7), 5_000), EventDigest.Of(Options(seed: 7), 5_000));
        Assert.NotEqual(EventDigest.Of(Options(seed: 7), 5_000), EventDigest.Of(Options(seed: 8), 5_000));
    }

    [Fact]
    public void What_a_reused_slot_held_before_does_not_show_through()
    {
        using var clean = new SimulatedMarket(Options(seed: 3));
        using var dirty = new SimulatedMarket(Options(seed: 3));
        for (int i = 0; i < 1_000; i++)
        {
            EngineEvent first = default;
            EngineEvent second = default;
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<EngineEvent>(ref second))[32..64].Fill(0xFF);
            Assert.True(clean.TryRead(ref first));
            Assert.True(dirty.TryRead(ref second));
            Assert.Equal(Payload(ref first), Payload(ref second));
        }

        static byte[] Payload(ref EngineEvent e) =>
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<EngineEvent>(ref e))[8..64].ToArray();
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(1.0)]
    public void Every_event_is_valid_and_time_never_goes_back(double quoteShare)
    {
        SimulatedMarketOptions options = Options(seed: 11) with { QuoteShare = quoteShare, FeedLatency = Duration.FromMilliseconds(3) };
        var quotes = new QuoteTick?[options.Instruments.Count];
        var tradeIds = new long[options.Instruments.Count];
        Timestamp last = options.Start;
        int quoteCount = 0;
        const int Count = 200_000;
        foreach (EngineEvent e in Read(options, Count))
        {
            SimulatedInstrument simulated = options.Instruments[e.Instrument.Value];
            Instrument instrument = simulated.Instrument;
            Assert.True(e.ExchangeTime >= last);
            Assert.Equal(e.ExchangeTime + options.FeedLatency, e.Time);
            last = e.ExchangeTime;
            if (e.Kind == EventKind.Quote)
            {
                quoteCount++;
                Assert.True(e.Quote.BidPrice > Price.Zero);
                Assert.True((e.Quote.AskPrice - e.Quote.BidPrice).Raw >= instrument.TickSize.Raw);
                Assert.Equal(0, e.Quote.BidPrice.Raw % instrument.TickSize.Raw);
                Assert.Equal(0, e.Quote.AskPrice.Raw % instrument.TickSize.Raw);
                AssertLots(e.Quote.BidQuantity, simulated);
                AssertLots(e.Quote.AskQuantity, simulated);
                quotes[instrument.Id.Value] = e.Quote;
                continue;
            }

            Assert.Equal(EventKind.Trade, e.Kind);
            Assert.Equal(++tradeIds[instrument.Id.Value], e.Trade.TradeId);
            Assert.True(e.Trade.Price > Price.Zero);
            Assert.Equal(0, e.Trade.Price.Raw % instrument.TickSize.Raw);
            AssertLots(e.Trade.Quantity, simulated);
            if (quoteShare > 0)
            {
                QuoteTick quote = Assert.NotNull(quotes[instrument.Id.Value]);
                bool buys = e.Trade.Aggressor == Side.Buy;
                Assert.Equal(buys ? quote.AskPrice : quote.BidPrice, e.Trade.Price);
                Assert.True(e.Trade.Quantity <= (buys ? quote.AskQuantity : quote.BidQuantity));
            }
        }

        Assert.InRange((double)quoteCount / Count, quoteShare - 0.01, quoteShare + 0.01);
    }

    [Fact]
    public void Prices_stay_positive_and_within_their_limits_however_wild_the_market()
    {
        Instrument instrument = SimulatedMarket.DemoInstruments()[0].Instrument;
        var wild = new SimulatedInstrument
        {
            Instrument = instrument,
            StartPrice = new Price(20),   // 20 ticks: the floor of 8 is near.
            VolatilityPerSqrtSecond = 0.01,
            EventsPerSecond = 1,
            MeanSpreadTicks = 5,
        };
        long lowest = long.MaxValue;
        long highest = 0;
        foreach (EngineEvent e in Read(new SimulatedMarketOptions { Seed = 5, Instruments = [wild], QuoteShare = 1 }, 500_000))
        {
            lowest = Math.Min(lowest, e.Quote.BidPrice.Raw);
            highest = Math.Max(highest, e.Quote.AskPrice.Raw);
            Assert.True(e.Quote.AskPrice > e.Quote.BidPrice);
        }

        Assert.InRange(lowest, 1, 8);              // It went down to the floor and turned back,
        Assert.InRange(highest, 20, 64 * 20 * 2);  // and did not run away either.
    }

    [Fact]
    public void It_ends_at_the_event_limit_and_stays_ended()
    {
        using var market = new SimulatedMarket(Options(seed: 1) with { EventLimit = 3 });
        EngineEvent e = default;
        Assert.True(market.TryRead(ref e));
        Assert.True(market.TryRead(ref e));
        Assert.True(market.TryRead(ref e));
        Assert.False(market.TryRead(ref e));
        Assert.False(market.TryRead(ref e));
    }

    [Fact]
    public void It_ends_with_its_length_and_events_come_at_their_rate()
    {
        SimulatedMarketOptions options = Options(seed: 2) with { Length = Duration.FromMinutes(100) };
        int count = 0;
        var perInstrument = new int[options.Instruments.Count];
        using var market = new SimulatedMarket(options);
        EngineEvent e = default;
        while (market.TryRead(ref e))
        {
            count++;
            perInstrument[e.Instrument.Value]++;
            Assert.True(e.ExchangeTime < options.Start + Duration.FromMinutes(100));
        }

        Assert.False(market.TryRead(ref e));
        Assert.InRange(count, 600_000 * 0.99, 600_000 * 1.01);   // 100 a second in all.
        for (int i = 0; i < perInstrument.Length; i++)
        {
            double expected = options.Instruments[i].EventsPerSecond * 6_000;
            Assert.InRange(perInstrument[i], expected * 0.97, expected * 1.03);
        }
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var market = new SimulatedMarket(Options(seed: 1));
        EngineEvent e = default;
        for (int i = 0; i < 1_000; i++) { market.TryRead(ref e); }

        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            for (int i = 0; i < 1_000_000; i++) { market.TryRead(ref e); }
        }));
    }

    [Fact]
    public void The_demo_instruments_make_a_table_and_share_a_currency()
    {
        IReadOnlyList<SimulatedInstrument> demo = SimulatedMarket.DemoInstruments();
        var table = new InstrumentTable([.. demo.Select(simulated => simulated.Instrument)]);
        Assert.Equal(["BTCUSDT.SIM", "ETHUSDT.SIM", "SOLUSDT.SIM", "ACME.SIM"], table.All.ToArray().Select(instrument => instrument.FullName));
        Assert.All(table.All.ToArray(), instrument => Assert.Equal(Currency.Parse("USDT"), instrument.Quote));
    }

    [Fact]
    public void Options_that_make_no_sense_are_named()
    {
        SimulatedInstrument good = SimulatedMarket.DemoInstruments()[0];
        AssertRefused("Instruments", new SimulatedMarketOptions { Instruments = [] });
        AssertRefused("QuoteShare", Options(1) with { QuoteShare = 1.5 });
        AssertRefused("QuoteShare", Options(1) with { QuoteShare = double.NaN });
        AssertRefused("EventLimit", Options(1) with { EventLimit = -1 });
        AssertRefused("FeedLatency", Options(1) with { FeedLatency = new Duration(-1) });
        AssertRefused("StartPrice", Options(1) with { Instruments = [good with { StartPrice = new Price(15) }] });
        AssertRefused("VolatilityPerSqrtSecond", Options(1) with { Instruments = [good with { VolatilityPerSqrtSecond = double.NaN }] });
        AssertRefused("EventsPerSecond", Options(1) with { Instruments = [good with { EventsPerSecond = 0 }] });
        AssertRefused("a step", Options(1) with { Instruments = [good with { EventsPerSecond = 0.05, VolatilityPerSqrtSecond = 0.01 }] });

        static void AssertRefused(string names, SimulatedMarketOptions options) =>
            Assert.Contains(names, Assert.Throws<ArgumentException>(() => new SimulatedMarket(options)).Message, StringComparison.Ordinal);
    }

    private static SimulatedMarketOptions Options(ulong seed) => new() { Seed = seed, Instruments = SimulatedMarket.DemoInstruments() };

    private static void AssertLots(Quantity quantity, SimulatedInstrument simulated)
    {
        Assert.True(quantity > Quantity.Zero);
        Assert.Equal(0, quantity.Raw % simulated.Instrument.LotSize.Raw);
        Assert.True(quantity.Raw <= simulated.MaxLots * simulated.Instrument.LotSize.Raw);
    }

    private static IEnumerable<EngineEvent> Read(SimulatedMarketOptions options, int count)
    {
        using var market = new SimulatedMarket(options);
        EngineEvent e = default;
        for (int i = 0; i < count && market.TryRead(ref e); i++) { yield return e; }
    }
}

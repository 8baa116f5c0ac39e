using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tests.Unit.Journal;
using LlmTrader.Tools.Hosting.Configuration;

namespace LlmTrader.Tests.Unit.Sweeps;

/// <summary>Journals of seeded markets, and the configuration of runs over them.</summary>
internal static class SweepJournals
{
    public static readonly Timestamp Start = Timestamp.FromUnixSeconds(1_735_689_600);

    /// <summary>Trades and quotes of three instruments.</summary>
    public static TestJournal Ticks(int minutes)
    {
        SimulatedMarketOptions options = new() { Seed = 5, Instruments = SimulatedMarket.DemoInstruments(), Start = Start, Length = Duration.FromMinutes(minutes) };
        TestJournal journal = new(TestJournal.Manifest() with { Instruments = new InstrumentTable([.. options.Instruments.Select(one => one.Instrument)]), BarSpecs = [BarSpec.Parse("10s")] });
        using SimulatedMarket market = new(options);
        Write(journal, market);
        return journal;
    }

    /// <summary>Bars of 15 minutes of two instruments that wander, each bar at its close.</summary>
    public static TestJournal Bars(int count, ulong seed = 1)
    {
        Instrument one = TestJournal.Instrument(0, "BTCUSDT", "BTC") with { MakerFee = new FeeRate(20_000), TakerFee = new FeeRate(50_000) };
        TestJournal journal = new(TestJournal.Manifest() with { Instruments = new InstrumentTable([one, one with { Id = new InstrumentId(1), Symbol = "ETHUSDT", Base = Currency.Parse("ETH") }]), BarSpecs = [BarSpec.Parse("15m")] });
        using WanderingBars bars = new(count, instruments: 2, seed);
        Write(journal, bars);
        return journal;
    }

    public static RunConfiguration Configuration(string? rules = null) => new()
    {
        Strategy = rules is null ? "" : Document(rules).Name,
        Rules = rules,
        Bars = [],
        Accounts = [new AccountConfiguration { Name = "main", Cash = new Dictionary<string, string> { ["USDT"] = "1000000" } }],
        Limits = new LimitsConfiguration { ShortSelling = true },
        EntryLatency = 3_000_000,
        Slippage = "1t",
    };

    public static RuleDocument Document(string text)
    {
        RuleReading reading = RuleText.Read(text);
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        return reading.Document!;
    }

    private static void Write(TestJournal journal, IMarketDataSource source)
    {
        using JournalWriter writer = new(journal.Directory, new JournalWriterOptions { Preallocate = false });
        EngineEvent next = default;
        for (long sequence = 0; source.TryRead(ref next); sequence++)
        {
            next.Sequence = sequence;
            writer.Append(in next);
        }

        writer.EndOfBatch();
        writer.Complete();
    }

    private sealed class WanderingBars(int count, int instruments, ulong seed) : IMarketDataSource
    {
        private static readonly Duration Period = Duration.FromMinutes(15);

        private readonly long[] _last = [.. Enumerable.Range(0, instruments).Select(i => 5_000_000L / (i + 1))];
        private Xoshiro256StarStar _random = new(seed);
        private int _next;

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == count * instruments) { return false; }
            (int bar, int instrument) = Math.DivRem(_next++, instruments);
            long open = _last[instrument] + Step(20);
            long close = open + Step(9_000 / (instrument + 1));
            _last[instrument] = Math.Max(100_000, close);
            Timestamp begin = new(Start.Nanoseconds + (bar * Period.Nanoseconds));
            next = new EngineEvent
            {
                Kind = EventKind.Bar,
                Instrument = new InstrumentId(instrument),
                Time = begin + Period,
                ExchangeTime = begin + Period,
                Bar = new Bar
                {
                    Open = new Price(open),
                    Close = new Price(_last[instrument]),
                    High = new Price(Math.Max(open, _last[instrument]) + _random.Below(2_000)),
                    Low = new Price(Math.Min(open, _last[instrument]) - _random.Below(2_000)),
                    Volume = new Quantity(100_000 + _random.Below(10_000_000)),
                    Turnover = 1_000_000 + _random.Below(1_000_000),
                    OpenTime = begin,
                    TradeCount = _random.Below(1_000),
                },
            };
            return true;
        }

        public void Dispose()
        {
        }

        private long Step(int most) => _random.Below((2 * most) + 1) - most;
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tests.Property.Backtests;

/// <summary>A short run of the whole engine over a seeded market, recorded into a directory.</summary>
internal sealed class RecordedBacktest : IDisposable
{
    private static readonly Currency Usdt = Currency.Parse("USDT");

    public RecordedBacktest(int seed)
    {
        SimulatedMarketOptions market = new()
        {
            Seed = (ulong)seed,
            Instruments = SimulatedMarket.DemoInstruments(),
            Start = Timestamp.FromUnixSeconds(1_735_689_600 - 180),   // Over midnight.
            Length = Duration.FromMinutes(4 + (seed % 12)),
            QuoteShare = seed % 3 == 0 ? 0 : 0.7,   // Without quotes orders fill in parts, from trade to trade.
        };
        Options = new EngineOptions
        {
            Instruments = new InstrumentTable([.. market.Instruments.Select(instrument => instrument.Instrument)]),
            Bars = new BarOptions { Specs = [BarSpec.Parse("10s")] },
            Accounts = [new AccountOptions { Id = new AccountId(0), Name = "main", InitialCash = [new Money(40_000 * Money.One, Usdt)] }],
            Risk = new RiskOptions { MaxOpenOrders = 64, DefaultLimits = new RiskLimits { ShortSelling = true, OrderRate = 3 } },
            Venue = new VenueOptions { EntryLatency = Duration.FromMilliseconds(20), ResponseLatency = Duration.FromMilliseconds(5), ParticipationPercent = 40 },
        };
        Recorder = new BacktestRecorder(Options, Directory) { Start = market.Start };
        Recorder.RoundTripEnded += RoundTrips.Add;
        InlineEngine engine = new(Options, new RandomOrders(seed), outJournal: Recorder);
        Recorder.Observe(() => engine.Stages.Accounts.Book, () => engine.Now);
        using SimulatedMarket source = new(market);
        engine.Run(source);
        engine.Complete();
        Funnel = Funnel.From(engine.Stages, engine.Events);
        Summary = Recorder.Summaries().Single();
        Book = engine.Stages.Accounts.Book;
        Market = market;
        End = engine.Now;
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("llmtrader-backtests-").FullName;

    public EngineOptions Options { get; }

    public SimulatedMarketOptions Market { get; }

    public Timestamp End { get; }

    public BacktestRecorder Recorder { get; }

    public List<RoundTrip> RoundTrips { get; } = [];

    public PerformanceSummary Summary { get; }

    public Funnel Funnel { get; }

    public AccountBook Book { get; }

    /// <summary>The rows of a table, cells by column name. The demo's names need no quotes.</summary>
    public List<Dictionary<string, string>> Rows(string name)
    {
        string[] lines = File.ReadAllText(Path.Combine(Directory, name)).Split('\n')[..^1];
        string[] header = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    public static decimal Amount(Func<AccountId, Currency, Money> of) => of(new AccountId(0), Usdt).Raw / (decimal)Money.One;

    public void Dispose()
    {
        Recorder.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

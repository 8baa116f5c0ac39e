using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Import;
using LlmTrader.Feeds.Replay;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Support;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tests.Golden.Runs;

/// <summary>Real trades all the way: import, journal, live engines, backtests, replays.</summary>
public sealed class RealFileRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmtrader-runs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData(EngineTopology.Pipelined)]
    [InlineData(EngineTopology.Fused)]
    public void A_live_run_over_a_real_day_replays_to_the_same_hash_in_every_topology(EngineTopology live)
    {
        string data = ImportSpyDay();
        string journal = Path.Combine(_folder, "live");
        HashCheckpoint final = RunLive(live, data, journal);

        foreach (EngineTopology topology in Enum.GetValues<EngineTopology>())
        {
            ReplayReport report = new ReplayRunner(journal).Run(new ThreadingOptions { Topology = topology }, compareOut: true);
            Assert.Null(report.Divergence);
            Assert.Equal($"{final.Hash:x16}", report.Hash);
            Assert.Equal(report.Hash, report.JournaledHash);
            Assert.True(report.AgreedCheckpoints >= 450_000 / 65_536 && report.OutRecords > 100, report.ToString());
        }
    }

    [SkippableFact]
    public void Two_backtests_of_one_file_are_the_same_to_the_byte()
    {
        string data = ImportSpyDay();
        string first = Path.Combine(_folder, "first");
        string second = Path.Combine(_folder, "second");
        BacktestResult result = Backtest(data, first, Path.Combine(_folder, "journal"));
        Backtest(data, second, journal: null);

        AssertSameFiles(first, second);
        Assert.True(File.ReadAllLines(Path.Combine(first, "fills.csv")).Length > 30);
        ReplayReport replayed = new ReplayRunner(Path.Combine(_folder, "journal")).Run(new ThreadingOptions { Topology = EngineTopology.Fused }, compareOut: true);
        Assert.Null(replayed.Divergence);
        Assert.Equal(result.Report.StateHash, replayed.Hash);
    }

    [SkippableFact]
    public void Two_backtests_with_swaps_are_the_same_to_the_byte_and_replay_in_every_topology()
    {
        string data = ImportSpyDay();
        string first = Path.Combine(_folder, "first");
        string second = Path.Combine(_folder, "second");
        string journal = Path.Combine(_folder, "journal");
        ScheduledSwap[] swaps =
        [
            ScheduledSwap.From("dips.yaml", Dips, SwapPlace.AtSequence(100_000)),
            ScheduledSwap.From("breaks.yaml", Breaks, SwapPlace.Parse("2013-10-08T18:00:00Z")!),
        ];
        BacktestResult result = Backtest(data, first, journal, swaps);
        Backtest(data, second, journal: null, swaps);

        AssertSameFiles(first, second);
        SwapReport[] reports = [.. result.Report.Swaps!];
        Assert.All(reports, swap => Assert.Equal(SwapOutcome.Activated, swap.Outcome));
        Assert.InRange(reports[0].ActivatedAt!.Value, 100_000, 100_100);
        Assert.StartsWith("2013-10-08T18:00:0", reports[1].ActivatedTime, StringComparison.Ordinal);
        Assert.All(reports, swap => Assert.True(swap.Clauses!.Clauses[0].True > 0, swap.ToString()));
        foreach (EngineTopology topology in Enum.GetValues<EngineTopology>())
        {
            ReplayReport replayed = new ReplayRunner(journal).Run(new ThreadingOptions { Topology = topology }, compareOut: true);
            Assert.Null(replayed.Divergence);
            Assert.Equal(result.Report.StateHash, replayed.Hash);
        }
    }

    [SkippableFact]
    public void A_backtest_keeps_market_rules_in_risk_already_and_replays()
    {
        string data = ImportSpyDay();
        string journal = Path.Combine(_folder, "journal");
        string spy = JournalDirectory.Open(data).Manifest.Instruments[new InstrumentId(0)].FullName;
        RunConfiguration plain = Configuration;
        RunConfiguration ruled = plain with
        {
            MarketRules = new Dictionary<string, IReadOnlyList<MarketRulesConfiguration>>
            {
                [spy] = [new MarketRulesConfiguration { UtcOffset = "-04:00", Sessions = [new SessionConfiguration { From = "09:30", To = "12:00" }], SettlementDays = 1 }],
            },
            SelfTrade = "reject-newest",
            RiskRules = [new RiskRuleConfiguration { Id = 1, Kind = RiskRuleKind.Session }, new RiskRuleConfiguration { Id = 2, Kind = RiskRuleKind.SellableQuantity, Limit = "0" }],
        };
        string output = Path.Combine(_folder, "ruled");
        BacktestResult result = new BacktestRunner(new BacktestOptions { Data = [data], Configuration = ruled, OutputDirectory = output, JournalDirectory = journal }).Run();

        string[] fills = File.ReadAllLines(Path.Combine(output, "fills.csv"));
        Assert.True(fills.Length > 1);
        Assert.All(fills[1..], fill => Assert.True(string.CompareOrdinal(fill[fill.IndexOf("2013-", StringComparison.Ordinal)..], "2013-10-08T16:00:01") < 0, fill));
        string orders = File.ReadAllText(Path.Combine(output, "orders.csv"));
        Assert.Contains("SessionClosed", orders, StringComparison.Ordinal);
        Assert.Contains("SellableQuantity", orders, StringComparison.Ordinal);
        Assert.Contains(result.Report.FillAssumptions, text => text == "1 of 1 instruments keep market rules: sessions by the calendar, what was bought is sold on a later day (T+1)");

        ReplayReport replayed = new ReplayRunner(journal).Run(new ThreadingOptions { Topology = EngineTopology.Fused }, compareOut: true);
        Assert.Null(replayed.Divergence);
        Assert.Equal(result.Report.StateHash, replayed.Hash);
    }

    private const string Dips = """
        name: dips
        bar: 1m
        entry_long: close < sma(close, 20)
        exit_long: close > sma(close, 20)
        sizing: {quantity: 100}
        """;

    // Other bars than the set before it.
    private const string Breaks = """
        name: breaks
        bar: 30s
        entry_long: close > highest(high, 10)[1]
        exit_long: close < lowest(low, 10)[1]
        sizing: {quantity: 200}
        hand_over: close
        """;

    private static void AssertSameFiles(string first, string second)
    {
        string[] names = [.. Directory.GetFiles(first).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(["equity.csv", "fills.csv", "orders.csv", "summary.json", "trades.csv"], names);
        foreach (string name in names)
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(first, name)), File.ReadAllBytes(Path.Combine(second, name)));
        }
    }

    private static RunConfiguration Configuration => new()
    {
        Strategy = "ma-cross:fast=10,slow=30,bar=1m,quantity=100",
        Accounts = [new AccountConfiguration { Name = "main", Cash = new Dictionary<string, string> { ["USD"] = "1000000" } }],
        EntryLatency = Duration.FromMilliseconds(20).Nanoseconds,
        ResponseLatency = Duration.FromMilliseconds(20).Nanoseconds,
    };

    private static BacktestResult Backtest(string data, string output, string? journal, params ScheduledSwap[] swaps) => new BacktestRunner(new BacktestOptions
    {
        Data = [data],
        Configuration = Configuration,
        Swaps = swaps,
        OutputDirectory = output,
        JournalDirectory = journal,
    }).Run();

    private static HashCheckpoint RunLive(EngineTopology topology, string data, string journalPath)
    {
        InstrumentTable instruments = JournalDirectory.Open(data).Manifest.Instruments;
        EngineOptions options = Configuration.ToOptions(instruments);
        using NewJournal target = new(journalPath, replace: false);
        JournalDirectory directory = target.Create(instruments, options.Bars.Specs, Configuration.ToJson(), new Timestamp(0));
        HashCheckpoint final;
        using (JournalWriter journal = new(directory, new JournalWriterOptions { Mode = JournalMode.Group, Preallocate = false }))
        using (OutJournalWriter outJournal = new(directory, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false }))
        using (TradingEngine engine = new(options, new ThreadingOptions { Topology = topology }, new EnginePorts
        {
            RuleSet = Configuration.CreateRuleSet(instruments),
            Journal = journal,
            OutJournal = outJournal,
            UntilDurable = true,
        }))
        {
            MarketDataInbox inbox = engine.AddInbox(4096, InboxOverflow.Wait);
            engine.Start();
            using JournalFeed feed = new(new JournalReader(JournalDirectory.Open(data)));
            EngineEvent next = default;
            while (feed.TryRead(ref next)) { Assert.True(inbox.Write(in next, engine.Stopped), engine.Fault?.ToString()); }
            final = engine.Stop(TimeSpan.FromSeconds(60));
        }

        target.Publish();
        return final;
    }

    private string ImportSpyDay()
    {
        string data = Path.Combine(_folder, "spy");
        Instrument spy = new()
        {
            Id = new InstrumentId(0), Symbol = "SPY", Venue = "US", Base = Currency.Parse("SPY"), Quote = Currency.Parse("USD"),
            PriceScale = 4, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1), TakerFee = new FeeRate(50_000),
        };
        ImportResult imported = new ImportRunner(new ImportRunOptions
        {
            Files = [SharedData.Find("us-equity-trade-ticks-201310", "spy", "20131008_trade.zip")],
            Directory = data,
            Layout = CsvLayouts.LeanEquityTrades,
            Import = new ImportOptions { Instrument = spy },
            Dates = [new DateOnly(2013, 10, 8)],
        }).Run();
        Assert.Equal(451_545, imported.Events + imported.Files[0].Counts.Filtered);
        return data;
    }
}

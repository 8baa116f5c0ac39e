using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Import;
using LlmTrader.Tests.Golden.Books;
using LlmTrader.Tests.Support;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Fills;
using LlmTrader.Tools.Hosting.Runs;
using Xunit.Abstractions;

namespace LlmTrader.Tests.Golden.Fills;

/// <summary>Limit orders at the best prices of recorded sessions: what each queue model, latency model and cap lets them fill.</summary>
public sealed class PassiveFillsTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Models = ["none", "risk-averse", "power:1", "power:2", "power:3", "power2:2", "power3:3", "log", "log2", FillVariant.Touch];

    private readonly string _folder = Directory.CreateTempSubdirectory("llmtrader-fills-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// No queue model lets an order fill more than a touch does or less than being averse to risk does, and that not less than waiting
    /// for a trade through the limit: order by order, since the strategy's orders depend on the market alone.
    /// </summary>
    [SkippableTheory]
    [InlineData("spot", 0)]
    [InlineData("spot", 25)]
    [InlineData("usdm", 5)]
    public void Queue_models_are_ordered_for_every_order(string market, int entryMilliseconds)
    {
        string data = Import(market);
        RunConfiguration configuration = Configuration("join-best:bar=1s,quantity=0.05", "USDT") with { EntryLatency = entryMilliseconds * 1_000_000L, Books = 1 };
        Dictionary<string, OrderTape> tapes = Run(data, Models.Select(model => FillVariant.Of(configuration, model)), $"{market}, orders at the venue after {entryMilliseconds} ms");

        foreach (string model in Models.Except(["none", "risk-averse", FillVariant.Touch]))
        {
            AssertOrdered(tapes["risk-averse"], tapes[model], $"risk-averse and {model}");
            AssertOrdered(tapes[model], tapes[FillVariant.Touch], $"{model} and touch");
            Assert.True(tapes["risk-averse"].Total < tapes[model].Total && tapes[model].Total < tapes[FillVariant.Touch].Total, model);
        }

        AssertOrdered(tapes["none"], tapes["risk-averse"], "none and risk-averse");
    }

    /// <summary>Each queue model under each latency model, in a table; a run with drawn latencies replays in every topology.</summary>
    [SkippableFact]
    public void Every_queue_model_under_every_latency_model()
    {
        string data = Import("spot");
        LatencyRow[] recorded = [.. Enumerable.Range(0, 700).Select(second => new LatencyRow(1_723_161_250_000_000_000 + (second * 1_000_000_000L), 1_000_000 + (second % 7 * 3_000_000), 500_000 + (second % 5 * 1_000_000)))];
        RunConfiguration configuration = Configuration("join-best:bar=1s,quantity=0.05", "USDT") with { Books = 1 };
        (string Name, RunConfiguration Configuration)[] latencies =
        [
            ("no latency", configuration),
            ("10 ms each way", configuration with { EntryLatency = 10_000_000, ResponseLatency = 10_000_000 }),
            ("interpolated", configuration with { Latency = LatencyConfiguration.From(new LatencyTable { Rows = recorded, Use = LatencyUse.Interpolated }) }),
            ("drawn from rows", configuration with { Latency = LatencyConfiguration.From(new LatencyTable { Rows = recorded, Seed = 42 }) }),
            ("quantiles", configuration with { Latency = LatencyConfiguration.From(new LatencyTable { Rows = [new(0, 1_000_000, 1_000_000), new(900_000, 20_000_000, 5_000_000), new(1_000_000, 400_000_000, 100_000_000)], IsQuantiles = true, Seed = 42 }) }),
            ("feed 50 ms", configuration with { FeedLatency = 50_000_000 }),
        ];
        foreach ((string name, RunConfiguration latency) in latencies)
        {
            Dictionary<string, OrderTape> tapes = Run(data, new[] { "risk-averse", "power:2", "log", FillVariant.Touch }.Select(model => FillVariant.Of(latency, model)), name);
            Assert.True(tapes["risk-averse"].Total <= tapes["power:2"].Total && tapes["power:2"].Total <= tapes[FillVariant.Touch].Total, name);
            Assert.True(tapes["risk-averse"].Total > 0, name);
        }

        string journal = Path.Combine(_folder, "drawn");
        BacktestResult run = new BacktestRunner(new BacktestOptions { Data = [data], Configuration = FillVariant.Of(latencies[3].Configuration, "log").Configuration, JournalDirectory = journal }).Run();
        foreach (EngineTopology topology in Enum.GetValues<EngineTopology>())
        {
            ReplayReport replayed = new ReplayRunner(journal).Run(new ThreadingOptions { Topology = topology }, compareOut: true);
            Assert.Null(replayed.Divergence);
            Assert.Equal(run.Report.StateHash, replayed.Hash);
        }
    }

    /// <summary>The same orders in shares: a smaller cap never fills more, of no order, and no fill exceeds its share of the volume.</summary>
    [SkippableFact]
    public void Participation_caps_over_a_day_of_real_trades()
    {
        string data = ImportSpy();
        RunConfiguration configuration = Configuration("join-best:bar=1m,quantity=20000", "USD");
        int[] caps = [1, 5, 20, 100];
        Dictionary<string, OrderTape> tapes = Run(data, caps.Select(cap => new FillVariant($"{cap} %", configuration with { ParticipationPercent = cap })), "SPY 2013-10-08, 20,000 shares a side each minute");
        for (int i = 1; i < caps.Length; i++)
        {
            AssertOrdered(tapes[$"{caps[i - 1]} %"], tapes[$"{caps[i]} %"], $"{caps[i - 1]} % and {caps[i]} %");
            Assert.True(tapes[$"{caps[i - 1]} %"].Total < tapes[$"{caps[i]} %"].Total);
        }

        foreach (int cap in caps) { Assert.True(tapes[$"{cap} %"].Result.Fills[0].ShareOfVolume <= cap / 100m); }
    }

    private Dictionary<string, OrderTape> Run(string data, IEnumerable<FillVariant> variants, string title)
    {
        output.WriteLine($"{title}\n{"model",-14}{"orders",8}{"filled",8}{"fills",8}{"quantity",14}{"of ordered",12}{"as maker",10}{"net profit",16}");
        Dictionary<string, OrderTape> tapes = [];
        foreach (FillVariant variant in variants)
        {
            OrderTape tape = new();
            tape.Result = new BacktestRunner(new BacktestOptions { Data = [data], Configuration = variant.Configuration, Observer = tape }).Run();
            tapes.Add(variant.Name, tape);
            InstrumentFills fills = tape.Result.Fills[0];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{variant.Name,-14}{fills.Orders,8}{fills.FilledOrders,8}{fills.Fills,8}{fills.Filled,14:0.######}{fills.Filled / fills.Ordered,12:P1}{(fills.Filled > 0 ? fills.FilledAsMaker / fills.Filled : 0),10:P1}{tape.Result.Report.Performance.Sum(summary => summary.NetProfit),16:N2}"));
        }

        return tapes;
    }

    private static void AssertOrdered(OrderTape less, OrderTape more, string what)
    {
        Assert.Equal(less.Orders.Select(order => order.What), more.Orders.Select(order => order.What));
        for (int i = 0; i < less.Orders.Count; i++)
        {
            Assert.True(less.Orders[i].Filled <= more.Orders[i].Filled, $"{what}: order {i} ({less.Orders[i].What}) filled {less.Orders[i].Filled} and {more.Orders[i].Filled}");
        }
    }

    private static RunConfiguration Configuration(string strategy, string currency) => new()
    {
        Strategy = strategy,
        Accounts = [new AccountConfiguration { Name = "main", Cash = new Dictionary<string, string> { [currency] = "1000000000" } }],
        Limits = new LimitsConfiguration { ShortSelling = true },
    };

    private string Import(string market)
    {
        RecordedSession session = RecordedSession.Find(market);
        return Import(session.Paths, BinanceRawLayout.Instance, session.Instrument with { Id = new InstrumentId(0), MakerFee = new FeeRate(100_000), TakerFee = new FeeRate(100_000) }, []);
    }

    private string ImportSpy() => Import([SharedData.Find("us-equity-trade-ticks-201310", "spy", "20131008_trade.zip")], CsvLayouts.LeanEquityTrades, new Instrument
    {
        Id = new InstrumentId(0), Symbol = "SPY", Venue = "US", Base = Currency.Parse("SPY"), Quote = Currency.Parse("USD"),
        PriceScale = 4, QuantityScale = 0, TickSize = new PriceOffset(100), LotSize = new Quantity(1), TakerFee = new FeeRate(50_000),
    }, [new DateOnly(2013, 10, 8)]);

    private string Import(IReadOnlyList<string> files, IImportLayout layout, Instrument instrument, IReadOnlyList<DateOnly> dates)
    {
        string data = Path.Combine(_folder, $"{instrument.Symbol}-{instrument.PriceScale}");
        new ImportRunner(new ImportRunOptions { Files = files, Directory = data, Layout = layout, Import = new ImportOptions { Instrument = instrument }, Dates = dates }).Run();
        return data;
    }

    /// <summary>The orders of a run in the order of their decisions, and what each filled.</summary>
    private sealed class OrderTape : IOutJournal
    {
        private readonly Dictionary<OrderId, TapedOrder> _byId = [];

        public List<TapedOrder> Orders { get; } = [];

        public BacktestResult Result { get; set; } = null!;

        public long Total => Orders.Sum(order => order.Filled);

        public void Append(in OutRecord record)
        {
            if (record.Kind == OutKind.Decision && record.Decision.Action == CommandAction.New)
            {
                OrderCommand command = record.Decision;
                TapedOrder order = new() { What = $"{record.Time} {command.Side} {command.Quantity.Raw} at {command.Price.Raw}: {command.Verdict}" };
                Orders.Add(order);
                _byId.Add(command.OrderId, order);
            }
            else if (record.Kind == OutKind.Order && record.Order.Report.Kind == ReportKind.Fill) { _byId[record.Order.Report.OrderId].Filled += record.Order.Report.LastQuantity.Raw; }
        }

        public void EndOfBatch()
        {
        }

        public void Complete()
        {
        }
    }

    private sealed class TapedOrder
    {
        public required string What { get; init; }

        public long Filled { get; set; }
    }
}

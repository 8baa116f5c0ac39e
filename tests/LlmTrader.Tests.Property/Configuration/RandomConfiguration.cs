using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Admin.Security;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Property.Configuration;

/// <summary>Valid configurations of a seeded choice of values.</summary>
internal static class RandomConfiguration
{
    private static readonly string[] Symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];

    public static EngineConfiguration Next(Random random) => new()
    {
        Mode = Any<EngineMode>(random),
        RunDirectory = Any(random, "run", "data/run", "/tmp/llmtrader-run", "a 'quoted' place", "with: colon", "#hash", "true", "0x1F", "ümlaut"),
        Feeds = Feeds(random, out bool isVenue),
        Universe = isVenue && random.Next(2) == 0 ? new UniverseConfiguration { Symbols = [Symbols[random.Next(3)]], MakerFee = new FeeRate(random.Next(-1_000_000, 1_000_001)), TakerFee = new FeeRate(random.Next(1_000_001)) } : null,
        Bars = new BarsConfiguration { Specs = Any<IReadOnlyList<string>>(random, ["1m"], ["10s", "5m", "1h"], ["500t", "1d"], []), LateTicks = Any<LateTickPolicy>(random), Gaps = Any<GapPolicy>(random), Retained = random.Next(1, 65_537) },
        RuleSets = RuleSets(random),
        Accounts = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => new AccountConfiguration { Name = $"account-{i}", Cash = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["USDT"] = $"{random.Next(1, 1_000_000)}.{random.Next(100):00}" }, MarginMode = Any<MarginMode>(random), Leverage = random.Next(3) == 0 ? random.Next(1, 100) : null })],
        Risk = new RiskConfiguration
        {
            DailyLoss = random.Next(3) == 0 ? null : new Ratio(random.Next(1, 10_001)),
            Drawdown = random.Next(3) == 0 ? null : new Ratio(random.Next(1, 10_001)),
            OrderNotional = random.Next(2) == 0 ? null : random.Next(1, 1_000_000) / 4m + 1,
            OrderRate = random.Next(2) == 0 ? null : random.Next(1, 1_000_001),
            ShortSelling = random.Next(2) == 0,
            TradingState = Any<TradingState>(random),
            Rules = random.Next(2) == 0 ? [] : [new RiskRuleConfiguration { Id = random.Next(1, 10_000), Kind = RiskRuleKind.Drawdown, Limit = "8%", Action = RiskAction.HaltAll, On = random.Next(2) == 0 }],
        },
        Fills = new FillConfiguration { EntryLatency = Time(random, 3_600), Participation = random.Next(1, 101), Queue = Any(random, "none", "power:2", "risk-averse", "log"), Slippage = Any(random, "none", "2t", "5bp"), SelfTrade = Any<VenueSelfTrade>(random), LatencySeed = (ulong)random.NextInt64() * 2 },
        Journal = new JournalConfiguration
        {
            Mode = Any<JournalMode>(random), GroupDelay = Time(random, 1), Retain = TimeSpan.FromHours(random.Next(1, 20_000)), OnStall = Any<DiskPolicy>(random),
            SegmentSize = new ByteSize(random.NextInt64(1 << 20, 4L << 30)), WarnAt = new Ratio(random.Next(100, 5_000)), StopEntriesAt = new Ratio(random.Next(5_000, 10_001)),
            Snapshots = new SnapshotConfiguration { Events = random.Next(2) == 0 ? null : random.NextInt64(1_000, 1_000_000_000_000), Every = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(10, 2_592_000)) },
        },
        Threads = new ThreadConfiguration { Topology = Any<LiveTopology>(random), Spinning = random.Next(2) == 0 ? null : random.Next(17), Affinity = Any<IReadOnlyList<int>>(random, [], [0, 1, 4], [1, 2, 3]), UrgentCores = Any<IReadOnlyList<int>>(random, [], [1]), RingCapacity = 1 << random.Next(10, 23) },
        Admin = new AdminConfiguration { Tcp = random.Next(2) == 0 ? null : new AdminTcpConfiguration { Port = random.Next(1, 65_536), Keys = [new AdminKeyConfiguration { Name = "me", Role = Any<AdminRole>(random), Sha256 = Convert.ToHexString(RandomBytes(random, 32)) }] } },
        Log = new LogConfiguration { Level = Any<EngineLogLevel>(random), Console = random.Next(2) == 0, File = random.Next(2) == 0 ? null : "my.log" },
        Alerts = Alerts(random),
        Models = RandomModels.Next(random),
        Shutdown = new ShutdownConfiguration { WorkingOrders = Any<WorkingOrderPolicy>(random), Drain = TimeSpan.FromMilliseconds(random.Next(100, 300_001)) },
    };

    private static IReadOnlyList<FeedConfiguration> Feeds(Random random, out bool isVenue)
    {
        isVenue = random.Next(2) == 0;
        if (!isVenue) { return [new SimulatedFeedConfiguration { Name = Any(random, null, "sim"), Seed = (ulong)random.NextInt64(), Rate = random.Next(1, 10_000_001), Symbols = Any<IReadOnlyList<string>>(random, [], ["ETHUSDT", "ACME"]) }]; }
        return [new BinanceFeedConfiguration { Name = Any(random, null, "spot"), Symbols = Symbols[..random.Next(1, 4)], Streams = Any<IReadOnlyList<FeedTopic>>(random, [FeedTopic.Trade], [FeedTopic.Depth, FeedTopic.Quote]), Proxy = Any(random, null, "http://127.0.0.1:7890"), StaleAfter = TimeSpan.FromMilliseconds(random.Next(1_000, 600_001)) }];
    }

    private static IReadOnlyList<RuleSetConfiguration> RuleSets(Random random) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(i => new RuleSetConfiguration { Name = $"set-{i}", Text = Any(random, "none", "ma-cross:fast=3,slow=9,bar=1m,quantity=1"), Share = random.Next(2) == 0 ? null : new Ratio(random.Next(1, 2_501)), Bars = ["1m"] })];

    private static AlertsConfiguration Alerts(Random random)
    {
        if (random.Next(2) == 0) { return new AlertsConfiguration(); }
        Assert.True(SecretReference.TryParse(Any(random, "${env:HOOK}", "file:/run/secrets/hook"), out SecretReference? url));
        return new AlertsConfiguration
        {
            Channels = [new AlertChannelConfiguration { Name = "desk", Kind = AlertChannelKind.Webhook, Url = url, Settings = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["header"] = "X: 1" } }],
            Rules = [new AlertRuleConfiguration { Name = "lag", Metric = "journal.lag_seconds", Above = random.Next(1_000) / 8m, For = TimeSpan.FromSeconds(random.Next(100)), Severity = Any<AlertSeverity>(random), Channels = ["desk"] }],
        };
    }

    private static TimeSpan Time(Random random, int mostSeconds) => new(random.NextInt64(mostSeconds * TimeSpan.TicksPerSecond + 1));

    private static byte[] RandomBytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static T Any<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];

    private static T Any<T>(Random random)
        where T : struct, Enum => Any(random, Enum.GetValues<T>());
}

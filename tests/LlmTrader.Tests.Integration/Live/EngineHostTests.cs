using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Ring;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Integration.Cli;
using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;
using Serilog;

namespace LlmTrader.Tests.Integration.Live;

/// <summary>A headless engine as a configuration makes it, in this process, on real files.</summary>
public sealed class EngineHostTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-host-").FullName;
    private readonly HeardLog _heard = new();
    private readonly ILogger _log;

    public EngineHostTests() => _log = new LoggerConfiguration().WriteTo.Sink(_heard).CreateLogger();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task It_trades_stops_and_goes_on_where_it_was()
    {
        EngineHostOptions options = ConfiguredEngine.Compose(Configuration(), _log);
        long events = await RunUntilAsync(options, host => host.Journaled.Engine.Events > 3000);
        JournalManifest manifest = JournalDirectory.Open(options.JournalDirectory).Manifest;
        long more = await RunUntilAsync(options, host => host.Journaled.Engine.Events > events + 3000 && host.Latency.Release.TotalCount >= 1000, host =>
        {
            Assert.Equal(2, host.Journaled.Epoch);
            Assert.Equal(events, host.Journaled.Recovery!.NextSequence);
        });
        Assert.Equal(manifest.JournalId, JournalDirectory.Open(options.JournalDirectory).Manifest.JournalId);
        Assert.True(more > events + 3000);

        // Both sets were brought in by events, once; the restart found them there.
        EngineEvent[] all = [.. EventsOf(options.JournalDirectory)];
        Assert.Equal(2, all.Count(e => e.Kind == EventKind.RuleSetActivate));
        Assert.Equal(1, all.Count(e => e.Kind == EventKind.EpochStart));
        Assert.Contains(all, e => e.Kind == EventKind.Trade);
        ReplayReport replay = new ReplayRunner(options.JournalDirectory).Run(new() { Topology = Engine.Runtime.EngineTopology.Inline }, compareOut: true, default);
        Assert.True(replay.IsReproduced);

        // Both starts told whether the memory is resident.
        string memory = OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(5, 14) ? "MiB are resident" : "can't make memory resident";
        Assert.Equal(2, _heard.Lines.Count(line => line.Contains(memory, StringComparison.Ordinal)));
    }

    // In a process of its own: the others in this one would be tied to what is left.
    [SkippableFact]
    public async Task The_urgent_threads_have_a_core_each_and_all_others_stay_off_them()
    {
        IReadOnlyList<int> cores = CorePlacement.AllowedCores();
        Skip.If(cores.Count < 3, "The Sequencer, the trading stages and everything else need a core each.");
        File.WriteAllText(Path.Combine(_directory, "engine.yaml"), $"feeds: [{{kind: simulated, rate: 1000}}]\naccounts: [{{name: main, cash: {{USDT: 100000}}}}]\nthreads: {{urgent_cores: [{cores[^1]}, {cores[0]}]}}\n");
        using CommandProcess process = CommandProcess.Start(_directory, "engine", "--config", "engine.yaml");
        Dictionary<string, string> places = [];
        for (int i = 0; i < 600 && !places.ContainsKey("sequencer"); i++)
        {
            await Task.Delay(100);
            places = PlacesOf(process.Id);
            if (places.TryGetValue("sequencer", out string? place) && place == Own(cores[^1])) { break; }
            places.Remove("sequencer");
        }

        await Task.Delay(500);   // Threads that it starts meanwhile inherit their places.
        places = PlacesOf(process.Id);
        process.Kill();
        Assert.Equal((Own(cores[^1]), Own(cores[0])), (places["sequencer"], places["ring-trading"]));
        string rest = string.Join(',', cores.Skip(1).SkipLast(1));
        Assert.All(places.Where(thread => thread.Key is not ("sequencer" or "ring-trading")), thread => Assert.Equal(rest, Spelled(thread.Value)));
        Assert.True(places.Count > 5);
    }

    private static string Own(int core) => core.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // "1-2" as "1,2".
    private static string Spelled(string ranges) => string.Join(',', ranges.Split(',').SelectMany(range =>
    {
        int[] ends = [.. range.Split('-').Select(end => int.Parse(end, System.Globalization.CultureInfo.InvariantCulture))];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }));

    // By name; of threads with the same name the last.
    private static Dictionary<string, string> PlacesOf(int process)
    {
        Dictionary<string, string> places = [];
        if (!Directory.Exists($"/proc/{process}/task")) { return places; }
        foreach (string task in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try { places[File.ReadAllText(Path.Combine(task, "comm")).Trim()] = File.ReadAllLines(Path.Combine(task, "status")).Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split(':')[1].Trim(); }
            catch (IOException) { }   // It has ended meanwhile.
        }

        return places;
    }

    [Fact]
    public async Task A_changed_rule_set_is_a_swap_and_another_configuration_is_refused()
    {
        await RunUntilAsync(ConfiguredEngine.Compose(Configuration(), _log), host => host.Journaled.Engine.Events > 500);
        EngineConfiguration changed = Configuration(fast: 3);
        await RunUntilAsync(ConfiguredEngine.Compose(changed, _log), host => host.Journaled.Engine.Events > 500);
        Assert.Equal(3, EventsOf(changed.Paths.Journal).Count(e => e.Kind == EventKind.RuleSetActivate));

        EngineConfiguration other = changed with { Accounts = [new AccountConfiguration { Name = "main", Cash = new Dictionary<string, string> { ["USDT"] = "5" } }] };
        RunException refused = Assert.Throws<RunException>(() => EngineHost.Open(ConfiguredEngine.Compose(other, _log), _log));
        Assert.Contains("accounts[0].cash.USDT: 1000000 -> 5 (or at run time: `llmtrader ctl deposit|withdraw AMOUNT USDT --account main", refused.Message, StringComparison.Ordinal);
        Assert.Contains("journal.directory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instruments_with_tiers_are_found_unchanged_at_the_next_start()
    {
        EngineConfiguration configuration = Configuration() with { Feeds = [new JournalFeedConfiguration { Directory = Perpetual() }], RuleSets = [] };
        long events = await RunUntilAsync(ConfiguredEngine.Compose(configuration, _log), host => host.Journaled.Engine.Events > 0);
        await RunUntilAsync(ConfiguredEngine.Compose(configuration, _log), host => host.Journaled.Engine.Events > events, host => Assert.Equal(2, host.Journaled.Epoch));
    }

    [Fact]
    public async Task What_an_operator_did_with_rule_sets_stands_over_restarts()
    {
        EngineHostOptions options = ConfiguredEngine.Compose(Configuration(), _log);
        const string Own = "ma-cross:fast=4,slow=9,bar=20t,quantity=1";
        int before = 0;
        await RunUntilAsync(options, host =>
        {
            RuleSetSlot slot = host.Journaled.Engine.Stages.Signals.Slots[0];
            if (host.Journaled.Engine.Events > 500 && before == 0 && slot.ActiveSetId > 0)
            {
                before = slot.ActiveSetId;
                host.Journaled.Engine.RuleSets.Stage(default, 77, Own, 10);
            }

            if (slot.StagedSetId == 77) { host.Journaled.Engine.RuleSets.TryActivate(default, 77); }
            if (slot.ActiveSetId == 77) { host.Journaled.Engine.RuleSets.TryQuarantine(default, before, RuleSetCode.Operator); }
            return slot.ActiveSetId == 77 && slot.PreviousSetId == -1;
        });
        await RunUntilAsync(options, host => host.Journaled.Engine.Events > 2000, host => Assert.Equal((77, -1), (host.Journaled.Engine.Stages.Signals.Slots[0].ActiveSetId, host.Journaled.Engine.Stages.Signals.Slots[0].PreviousSetId)));
    }

    [Fact]
    public async Task Observing_lets_no_order_through()
    {
        EngineHostOptions options = ConfiguredEngine.Compose(Configuration(everyBar: true) with { Mode = EngineMode.Observe }, _log);
        await RunUntilAsync(options, host => host.Journaled.Engine.Events > 8000);
        EngineEvent[] all = [.. EventsOf(options.JournalDirectory)];
        EngineEvent[] reports = [.. all.Where(e => e.Kind == EventKind.Report)];
        Assert.NotEmpty(reports);
        Assert.All(reports, e => Assert.Equal(ReportSource.Risk, e.ReportSource));   // Nothing reached the venue.
        Assert.Contains(all, e => e.Kind == EventKind.TradingStateChange && e.TradingState.State == TradingState.Observe);
    }

    [Theory]
    [InlineData(WorkingOrderPolicy.Keep)]
    [InlineData(WorkingOrderPolicy.Cancel)]
    public async Task Working_orders_stay_or_go_by_policy(WorkingOrderPolicy policy)
    {
        EngineConfiguration configuration = Configuration(everyBar: true);
        EngineHostOptions options = ConfiguredEngine.Compose(configuration with { Shutdown = configuration.Shutdown with { WorkingOrders = policy } }, _log);
        EngineEvent far = FarFromTheMarket();
        bool isWritten = false;
        await RunUntilAsync(options, host =>
        {
            isWritten = isWritten || (host.Journaled.Engine.Events > 4000 && host.Journaled.Engine.Commands.TryWrite(in far));
            return host.Journaled.Engine.Stages.Risk.Gate.Working(far.Command.Account, far.Instrument, far.Command.Side) >= far.Command.Quantity;
        });
        using JournaledEngine stopped = JournaledEngine.Open(options.JournalDirectory, new JournaledEngineOptions());
        Assert.Equal(policy == WorkingOrderPolicy.Keep, stopped.Engine.Stages.Risk.Gate.OpenOrders > 0);
    }

    [Fact]
    public async Task A_drain_with_a_snapshot_leaves_no_tail()
    {
        EngineConfiguration configuration = Configuration();
        EngineHostOptions options = ConfiguredEngine.Compose(configuration, _log);
        await using (EngineHost host = EngineHost.Open(options, _log))
        {
            Task<HostEnd> run = host.RunAsync(CancellationToken.None);
            using HttpClient admin = AdminOf(configuration);
            await AwaitAsync(() => host.Journaled.Engine.Events > 1000);
            using HttpResponseMessage reply = await admin.PostAsync(new Uri("/v1/drain", UriKind.Relative), JsonContent.Create(new { snapshot = true, reason = "an upgrade" }));
            Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
            Assert.Equal(HostEnd.Stopped, await run.WaitAsync(Patience));
        }

        using JournaledEngine next = JournaledEngine.Open(options.JournalDirectory, new JournaledEngineOptions());
        Assert.Equal(next.Recovery!.NextSequence - 1, next.Snapshot!.Sequence);
    }

    [Fact]
    public async Task Where_the_journal_is_only_written_a_reset_lets_orders_leave_again()
    {
        EngineConfiguration configuration = Configuration(everyBar: true) with { Journal = new JournalConfiguration { Mode = JournalMode.Async } };
        EngineHostOptions options = ConfiguredEngine.Compose(configuration, _log);
        long opened;
        await using (EngineHost host = EngineHost.Open(options, _log))
        {
            using CancellationTokenSource stop = new();
            Task<HostEnd> run = host.RunAsync(stop.Token);
            using HttpClient admin = AdminOf(configuration);
            await AwaitAsync(() => host.Journaled.Engine.Events > 2000);
            using HttpResponseMessage killed = await admin.PostAsync(new Uri("/v1/kill", UriKind.Relative), JsonContent.Create(new { reason = "a test" }));
            Assert.True(killed.IsSuccessStatusCode && host.Kill.IsKilled, await killed.Content.ReadAsStringAsync());
            using HttpResponseMessage reset = await admin.PostAsync(new Uri("/v1/reset", UriKind.Relative), JsonContent.Create(new { reason = "found it" }));
            Assert.True(reset.IsSuccessStatusCode && !host.Kill.IsKilled, await reset.Content.ReadAsStringAsync());
            opened = host.Journaled.Engine.Events;
            await AwaitAsync(() => host.Journaled.Engine.Events > opened + 4000);
            Assert.True(host.Journaled.DurableSequence < opened, "The journal was synced: the test tests nothing.");
            await stop.CancelAsync();
            Assert.Equal(HostEnd.Stopped, await run);
        }

        Assert.Contains(EventsOf(options.JournalDirectory), e => e.Sequence > opened && e.Kind == EventKind.Report && e.ReportSource == ReportSource.Venue);
    }

    [Fact]
    public async Task Where_the_journal_is_only_written_nothing_is_told_to_lag()
    {
        EngineConfiguration configuration = Configuration() with
        {
            Journal = new JournalConfiguration { Mode = JournalMode.Async },
            Alerts = new AlertsConfiguration
            {
                Rules =
                [
                    new AlertRuleConfiguration { Name = "behind", Metric = AlertMetricNames.JournalLagSeconds, Above = 1 },
                    new AlertRuleConfiguration { Name = "begun", Event = AlertEventNames.EngineStarted },
                ],
            },
        };
        long start = Stopwatch.GetTimestamp();
        await RunUntilAsync(ConfiguredEngine.Compose(configuration, _log), host => host.Journaled.Engine.Events > 2000 && Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(5));
        string[] alerts = [.. _heard.Lines.Where(line => line.StartsWith("Alert:", StringComparison.Ordinal))];
        Assert.Contains("begun", Assert.Single(alerts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_engine_is_refused_as_long_as_the_first_runs()
    {
        EngineHostOptions options = ConfiguredEngine.Compose(Configuration(), _log);
        await RunUntilAsync(options, host => host.Journaled.Engine.Events > 100, _ =>
            Assert.Contains("runs on", Assert.Throws<RunException>(() => EngineHost.Open(options, _log)).Message, StringComparison.Ordinal));
    }

    private static HttpClient AdminOf(EngineConfiguration configuration)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, cancel) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(configuration.Paths.Socket), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://engine/") };
    }

    private static async Task AwaitAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(Patience);
        while (!condition()) { await Task.Delay(5, limit.Token); }
    }

    private EngineConfiguration Configuration(int fast = 2, bool everyBar = false) => new()
    {
        BaseDirectory = _directory,
        Feeds = [new SimulatedFeedConfiguration { Rate = 5000 }],
        Bars = new BarsConfiguration { Specs = ["20t"] },
        Accounts = [new AccountConfiguration { Name = "main", Cash = new Dictionary<string, string> { ["USDT"] = "1000000" } }],
        RuleSets =
        [
            new RuleSetConfiguration { Name = "cross", Text = $"ma-cross:fast={fast},slow=5,bar=20t,quantity.BTCUSDT.SIM=0.1,quantity.ETHUSDT.SIM=1,quantity.SOLUSDT.SIM=1,quantity.ACME.SIM=1" },
            new RuleSetConfiguration { Name = "best", Text = $"join-best:bar=20t,every={(everyBar ? "bar" : "price")},side=both,quantity.BTCUSDT.SIM=0.1,quantity.ETHUSDT.SIM=1,quantity.SOLUSDT.SIM=1,quantity.ACME.SIM=1" },
        ],
        Threads = new ThreadConfiguration { Spinning = 0 },
        Shutdown = new ShutdownConfiguration { Drain = TimeSpan.FromSeconds(30) },   // A test machine may be busy.
    };

    // A person's order that never fills, larger than all that the rule sets have working beside it: theirs come and go until the stop.
    private static EngineEvent FarFromTheMarket()
    {
        SimulatedInstrument bitcoin = SimulatedMarket.DemoInstruments()[0];
        return new EngineEvent
        {
            Kind = EventKind.Command, Instrument = bitcoin.Instrument.Id,
            Command = new OrderCommand
            {
                Action = CommandAction.New, Strategy = StrategyId.Manual, Side = Side.Buy, Quantity = new Quantity(100_000),    // One.
                Price = new Price(bitcoin.StartPrice.Raw / 2), Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel,
            },
        };
    }

    // A journal with one trade.
    private string Perpetual()
    {
        Instrument instrument = new()
        {
            Id = new InstrumentId(0), Symbol = "BTCUSDT", Venue = "TEST", Base = Currency.Parse("BTC"), Quote = Currency.Parse("USDT"),
            PriceScale = 1, QuantityScale = 3, TickSize = new PriceOffset(1), LotSize = new Quantity(1), Kind = InstrumentKind.LinearPerpetual,
            MarginTiers = [new MarginTier(50_000 * Money.One, 5_000_000, 2_500_000, 0)],
            FeeTiers = [new FeeTier(1_000_000 * Money.One, new FeeRate(10_000), new FeeRate(40_000))],
        };
        JournalDirectory directory = JournalDirectory.Create(Path.Combine(_directory, "perpetual"), new JournalManifest
        {
            ProgramVersion = "test", JournalId = "test", CreatedAt = default, Instruments = new InstrumentTable([instrument]), BarSpecs = [],
            Configuration = JsonSerializer.SerializeToElement(new { }),
        });
        using JournalWriter writer = new(directory, new JournalWriterOptions { Mode = JournalMode.Async });
        Timestamp time = Timestamp.FromUnixSeconds(1_700_000_000);
        writer.Append(new EngineEvent { Kind = EventKind.Trade, Time = time, ExchangeTime = time, Trade = new TradeTick { Price = new Price(600_000), Quantity = new Quantity(1), TradeId = 1 } });
        writer.Complete();
        return Path.Combine(_directory, "perpetual");
    }

    private async Task<long> RunUntilAsync(EngineHostOptions options, Func<EngineHost, bool> isEnough, Action<EngineHost>? look = null)
    {
        await using EngineHost host = EngineHost.Open(options, _log);
        using CancellationTokenSource stop = new();
        Task<HostEnd> run = host.RunAsync(stop.Token);
        long start = Stopwatch.GetTimestamp();
        while (!isEnough(host) && !run.IsCompleted)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"{host.Journaled.Engine.Events} events");
            await Task.Delay(5);
        }

        look?.Invoke(host);
        await stop.CancelAsync();
        Assert.Equal(HostEnd.Stopped, await run);
        return host.Journaled.Engine.Events;
    }

    private static IEnumerable<EngineEvent> EventsOf(string journal)
    {
        using JournalReader reader = new(JournalDirectory.Open(journal));
        EngineEvent next = default;
        while (reader.TryRead(ref next)) { yield return next; }
    }
}

using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Simulated;
using LlmTrader.Perf.Latency.Engine;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Admin;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Live;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Views;
using Microsoft.Extensions.Logging;

namespace LlmTrader.Tests.Integration.Admin;

/// <summary>A live engine on a real journal, fed by the simulated market on a thread of its own, with its admin API on a real socket.</summary>
internal sealed class LiveRun : IAsyncDisposable
{
    public const string Btc = "BTCUSDT.SIM";

    // For what a loaded machine's disk and scheduler take; a test of impatience brings its own.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Thread _feeding;
    private readonly CancellationTokenSource _stop = new();
    private readonly MarketDataInbox _inbox;
    private readonly LatencyProbe _probe = new();
    private long _fed;
    private bool _isStopped;

    private LiveRun(string path, AdminOptions options, long rate, bool isNew, long seed, Func<AdminContext, AdminContext>? change, JournalMode mode, TimeSpan patience)
    {
        Path = path;
        JournalPath = System.IO.Path.Combine(path, "journal");
        if (isNew) { Create(); }
        Engine = JournaledEngine.Open(JournalPath, new JournaledEngineOptions
        {
            Threading = new ThreadingOptions { SpinningThreads = 0, RingCapacity = 4096 },
            Writing = new JournalWriterOptions { Mode = mode, Preallocate = false, SegmentBytes = mode == JournalMode.Async ? 1 << 28 : 1 << 20 },   // Async syncs where a segment ends.
            Probe = _probe,
        });
        JournaledRun run = JournaledRun.Open(JournalPath);
        Kill = new KillSwitchService(new KillFlag(), new KillLatch(path), Engine.Engine, [], new SystemClock(), Engine.Epoch, patience);
        Kill.TakeOver();
        _inbox = Engine.Engine.AddInbox(4096, InboxOverflow.Wait);
        Views = EngineViews.Start(JournalPath, new ViewOptions { SnapshotUpTo = Engine.Snapshot?.Sequence ?? -1, Patience = patience });
        Context = new AdminContext
        {
            Views = Views,
            Commands = Engine.Engine.Commands,
            Journal = Engine.Directory,
            Options = run.Options,
            Kill = Kill,
            DurableSequence = () => Engine.DurableSequence,
            CommittedSequence = () => Engine.CommittedSequence,
            State = () => Engine.Engine.State,
            Fault = () => Engine.Engine.Fault,
            Compiler = run.CreateCompiler(),
            Feeds = [Feed],
            LogLevel = Log,
            Latencies = [new LatencySeries("decision", "intended arrival to decision", _probe.Decision), new LatencySeries("release", "intended arrival to release", _probe.Release)],
            ResetLatencies = () => { _probe.Decision.Reset(); _probe.Release.Reset(); },
            Drain = request => Drained.TrySetResult(request),
            StartedAt = new SystemClock().Now,
        };
        Context = change?.Invoke(Context) ?? Context;
        Options = options;
        Engine.Engine.Start();
        _feeding = new Thread(() => FeedMarket(rate, seed)) { IsBackground = true };
        _feeding.Start();
    }

    public string Path { get; }

    public string JournalPath { get; }

    public JournaledEngine Engine { get; }

    public KillSwitchService Kill { get; }

    public EngineViews Views { get; }

    public AdminContext Context { get; }

    public AdminOptions Options { get; }

    public AdminServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public FakeFeed Feed { get; } = new();

    public FakeLog Log { get; } = new();

    public TaskCompletionSource<DrainRequest> Drained { get; } = new();

    /// <summary>Market events fed so far.</summary>
    public long Fed => Volatile.Read(ref _fed);

    public static async Task<LiveRun> StartAsync(
        long rate = 5_000, Func<AdminOptions, AdminOptions>? options = null, string? path = null, long seed = 1, Func<AdminContext, AdminContext>? change = null, ILoggerProvider? log = null,
        JournalMode mode = JournalMode.Group, TimeSpan? patience = null)
    {
        bool isNew = path is null;
        path ??= Directory.CreateTempSubdirectory("llmtrader-admin-").FullName;
        AdminOptions usual = new() { SocketPath = System.IO.Path.Combine(path, "admin.sock"), ReadsPerSecond = 10_000, WritesPerSecond = 10_000, ReplyLimit = patience ?? Patience };
        LiveRun run = new(path, options?.Invoke(usual) ?? usual, rate, isNew, seed, change, mode, patience ?? Patience);
        run.Server = await AdminServer.StartAsync(run.Context, run.Options, log);
        run.Client = ClientOf(run.Options.SocketPath);
        long begin = run.Engine.Recovery?.NextSequence ?? 2_000;   // Of a second run: what the first one's journal holds, too.
        await run.WaitAsync(views => views.Sequence > begin);
        return run;
    }

    public static HttpClient ClientOf(string socket)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, cancel) =>
            {
                Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://engine"), Timeout = TimeSpan.FromSeconds(60) };
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage answer = await Client.GetAsync(path);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string body, string? key = null, HttpMethod? method = null)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Post, path);
        if (body.Length > 0) { request.Content = new StringContent(body, Encoding.UTF8, "application/json"); }
        if (key is not null) { request.Headers.Add("Idempotency-Key", key); }
        using HttpResponseMessage answer = await Client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Waits until the views show something.</summary>
    public async Task WaitAsync(Func<ViewState, bool> condition)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!Views.Read(condition))
        {
            Assert.True(Environment.TickCount64 < deadline, $"It has not come at sequence {Views.Place.Sequence}: {Engine.Engine.Fault}");
            await Task.Delay(5);
        }
    }

    /// <summary>The market pauses, and the engine does all that it has: it is committed, and the views have seen it.</summary>
    public void StopFeeding()
    {
        EndFeed();
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        for (long before = -1, events = -2; before != events || !IsIdleAt(events - 1); Thread.Sleep(5))
        {
            Assert.True(Environment.TickCount64 < deadline, $"The engine is at sequence {Engine.Engine.Passed} of {Engine.Engine.Events}: {Engine.Engine.Fault}");
            (before, events) = (events, Engine.Engine.Events);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Ends everything but the files.</summary>
    public async Task StopAsync(bool clean = false)
    {
        if (_isStopped) { return; }
        _isStopped = true;
        Client?.Dispose();
        if (Server is not null) { await Server.DisposeAsync(); }
        EndFeed();
        if (clean) { Engine.Stop(Patience); }
        (string? divergence, Exception? fault) = (Views.Read(views => views.Divergence?.ToString()), Views.Place.Fault);
        Views.Dispose();
        Engine.Dispose();
        Assert.True(divergence is null && fault is null, $"{divergence} {fault}");    // Whatever was asked of it, live equals replay.
    }

    private void EndFeed()
    {
        _stop.Cancel();
        _feeding.Join();
    }

    private bool IsIdleAt(long last) =>
        _inbox.Waiting == 0 && Engine.Engine.Passed >= last && Engine.CommittedSequence >= last && Views.Place.Sequence >= last;

    private void Create()
    {
        InstrumentTable table = new([.. SimulatedMarket.DemoInstruments().Select(simulated => simulated.Instrument)]);
        RunConfiguration configuration = new()
        {
            Strategy = "ma-cross:fast=3,slow=7,bar=1s,quantity.BTCUSDT.SIM=0.5,quantity.ETHUSDT.SIM=10,quantity.SOLUSDT.SIM=200,quantity.ACME.SIM=200",
            Bars = ["1s", "5s"],
            Accounts = [new AccountConfiguration { Name = "paper", Cash = new Dictionary<string, string> { ["USDT"] = "1000000" } }],
            EntryLatency = Duration.FromMilliseconds(5).Nanoseconds,
            ResponseLatency = Duration.FromMilliseconds(5).Nanoseconds,
            Limits = new LimitsConfiguration { OrderNotional = 500_000 * Money.One },
            RiskRules =
            [
                new RiskRuleConfiguration { Id = 8, Kind = RiskRuleKind.Drawdown, Limit = "90%", Action = RiskAction.HaltAll },
            ],
            CheckpointInterval = 4096,
        };
        JournalDirectory.Create(JournalPath, new JournalManifest
        {
            ProgramVersion = "test", JournalId = "admintest", EngineSemantics = EngineSemantics.Version, CreatedAt = default, Instruments = table, BarSpecs = configuration.BarSpecs, Configuration = configuration.ToJson(),
        });
    }

    private void FeedMarket(long rate, long seed)
    {
        using SimulatedMarket market = new(new SimulatedMarketOptions { Seed = (ulong)seed, Instruments = SimulatedMarket.DemoInstruments(), EventLimit = long.MaxValue });
        long already = Engine.Recovery?.Now.Nanoseconds ?? 0;
        long begin = Environment.TickCount64;
        EngineEvent next = default;
        while (!_stop.IsCancellationRequested && market.TryRead(ref next))
        {
            if (next.Time.Nanoseconds <= already) { continue; }   // A second run goes on where the first one ended.
            if (!_inbox.Write(in next, Engine.Engine.Stopped)) { return; }
            long fed = Volatile.Read(ref _fed) + 1;
            Volatile.Write(ref _fed, fed);
            while (fed > (Environment.TickCount64 - begin + 1) * rate / 1000 && !_stop.IsCancellationRequested) { Thread.Sleep(1); }
        }
    }
}

internal sealed class FakeFeed : ILiveFeed
{
    public string Name => "fake";

    public List<string> Calls { get; } = [];

    public FeedStatus Status => new() { Name = Name, State = FeedState.Connected, Messages = 42, LastMessageAge = Duration.FromMilliseconds(1500), LastProblem = "a \"problem\"" };

    public void Start() => Calls.Add("start");

    public Task StopAsync() => Task.CompletedTask;

    public bool Resubscribe(InstrumentId instrument)
    {
        Calls.Add($"resubscribe {instrument.Value}");
        return instrument.Value == 0;
    }

    public void Disconnect() => Calls.Add("disconnect");

    public void Reconnect() => Calls.Add("connect");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>All that was logged.</summary>
internal sealed class HeardLog : ILoggerProvider, ILogger
{
    private readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_text) { return _text.ToString(); }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_text) { _text.Append(formatter(state, exception)).Append(exception).Append('\n'); }
    }

    public void Dispose()
    {
    }
}

internal sealed class FakeLog : ILogLevelSwitch
{
    public IReadOnlyList<string> Levels => ["debug", "information", "warning"];

    public string Level { get; set; } = "information";
}

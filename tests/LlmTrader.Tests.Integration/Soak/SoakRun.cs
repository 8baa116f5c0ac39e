using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Soak;

/// <summary>An engine as users run it, that follows a loopback venue in a process of its own.</summary>
internal sealed class SoakRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _directory;
    private readonly SoakHelper _venue;
    private readonly CommandProcess _engine;

    private SoakRun(string directory, SoakHelper venue)
    {
        (_directory, _venue) = (directory, venue);
        _engine = CommandProcess.Start(directory, "engine", "--config", "engine.yaml");
        Admin = NewAdmin();
    }

    public HttpClient Admin { get; }

    public string Journal => Path.Combine(_directory, "journal");

    /// <param name="rate">The venue's messages a second.</param>
    /// <param name="spinning">Threads of the engine that spin; none suits a machine of two cores.</param>
    public static async Task<SoakRun> StartAsync(int rate, int spinning = 0)
    {
        string directory = Directory.CreateTempSubdirectory("llmtrader-soak-").FullName;
        SoakHelper venue = new("soak-venue", rate.ToString(CultureInfo.InvariantCulture), "1");
        SoakRun? run = null;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "engine.yaml"), Configuration(new Uri(await venue.LineAsync()), spinning));
            run = new SoakRun(directory, venue);
            await run.AwaitReadyAsync();
            return run;
        }
        catch
        {
            venue.Dispose();
            if (run is not null) { await run.DisposeAsync(); }
            throw;
        }
    }

    /// <summary>A client with a connection of its own.</summary>
    public HttpClient NewAdmin() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_directory, "run", "admin.sock")), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = new Uri("http://engine/") };

    public async Task<SoakMetrics> MetricsAsync() => new(await Admin.GetStringAsync(new Uri("/v1/metrics", UriKind.Relative)));

    public async Task ResetLatenciesAsync()
    {
        using HttpResponseMessage reply = await Admin.PostAsync(new Uri("/v1/latency/reset", UriKind.Relative), JsonContent.Create(new { reason = "a window begins" }));
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }

    /// <summary>SIGTERM, as an init system stops it.</summary>
    public Task<ProcessResult> StopAsync()
    {
        _engine.Terminate();
        return _engine.ResultAsync();
    }

    /// <summary>What the venue has published in all, and how late the latest was, in ms.</summary>
    public async Task<(long Published, double LatestMs)> EndVenueAsync()
    {
        string[] words = await _venue.EndAsync();
        return (long.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public Task<ProcessResult> CommandAsync(TimeSpan patience, params string[] args)
    {
        CommandProcess process = CommandProcess.Start(_directory, args);
        return process.ResultAsync(patience).ContinueWith(done => { process.Dispose(); return done.GetAwaiter().GetResult(); }, TaskScheduler.Default);
    }

    public ValueTask DisposeAsync()
    {
        Admin.Dispose();
        _engine.Dispose();
        _venue.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Configuration(Uri venue, int spinning) => $$"""
        feeds:
          - {name: binance, kind: binance, base_url: 'ws{{venue.AbsoluteUri[4..]}}', rest_url: '{{venue.AbsoluteUri}}', symbols: [{{string.Join(", ", SoakVenue.Symbols)}}], stale_after: 1m}
        universe: {feed: binance}
        bars: {specs: [1s]}
        rule_sets:
          - {name: cross, text: 'ma-cross:fast=3,slow=8,bar=1s,{{string.Join(',', SoakVenue.Symbols.Select(symbol => $"quantity.{symbol}.BINANCE=0.01"))}}'}
        accounts:
          - {name: paper, cash: {USDT: 1000000} }
        journal: {mode: group}
        threads: {spinning: {{spinning.ToString(CultureInfo.InvariantCulture)}}}
        shutdown: {drain: 30s}

        """;

    private async Task AwaitReadyAsync()
    {
        using CancellationTokenSource limit = new(Patience);
        Task<ProcessResult> ended = _engine.ResultAsync(Patience * 1000);
        while (true)
        {
            if (ended.IsCompleted) { throw new InvalidOperationException($"The engine has ended: {(await ended).Error}"); }
            try
            {
                using HttpResponseMessage reply = await Admin.GetAsync(new Uri("/v1/ready", UriKind.Relative), limit.Token);
                if (reply.IsSuccessStatusCode) { return; }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(100, limit.Token);
        }
    }
}

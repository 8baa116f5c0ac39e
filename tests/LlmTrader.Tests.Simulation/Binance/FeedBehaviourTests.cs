using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Feeds.Binance;
using LlmTrader.Tests.Support;
using LlmTrader.Tests.Support.Loopback;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>One thing at a time, against the venue on loopback.</summary>
public sealed class FeedBehaviourTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _notices = [];
    private LoopbackHost _host = null!;
    private BinanceLoopback _venue = null!;
    private GeneratedMarket _market = null!;
    private AuditingPort _port = null!;

    private static Instrument Bitcoin => Scenario.Instruments[0];

    public async Task InitializeAsync()
    {
        _host = await LoopbackHost.StartAsync();
        _venue = _host.AddVenue(3);
        _market = new GeneratedMarket(_venue, Bitcoin.Symbol, Bitcoin.PriceScale, Bitcoin.QuantityScale, seed: 3);
        _port = new AuditingPort(1, 3);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_is_replaced_in_time_without_a_hole_or_a_double(bool isShutdown)
    {
        await using BinanceFeed feed = await InSync(options => options with { OverlapAtLeast = TimeSpan.FromMilliseconds(100), OverlapAtMost = TimeSpan.FromSeconds(25), RotateAfter = isShutdown ? options.RotateAfter : TimeSpan.FromMilliseconds(150) });
        long snapshots = feed.Status.Resyncs;
        long first = _venue.Book(Bitcoin.Symbol).Trades.Count;
        for (int i = 0; i < 600 || feed.Status.Rotations < 2; i++)
        {
            Assert.True(i < 10_000, $"no second rotation: {feed.Status}");
            _market.Step();
            if (i % 50 == 0 && i < 600) { _venue.ForEach(session => session.Slow = 30); }   // The old connection lags behind the next one.
            if (isShutdown && i % 150 == 100) { _venue.ForEach(session => session.Send("{\"e\":\"serverShutdown\",\"E\":1770123456789}"u8.ToArray())); }
            if (i % 4 == 0) { await Task.Delay(3); }
        }

        await AllArrived(feed);
        FeedStatus status = feed.Status;
        Assert.True(status.Rotations >= 2, $"{status.Rotations} rotations");
        Assert.Equal((0L, 0L, 0L, snapshots), (status.Gaps, status.MissedTrades, status.Reconnects, status.Resyncs));
        Assert.True(status.Trades >= _venue.Book(Bitcoin.Symbol).Trades.Count - first);
        Assert.Equal(0, _port.MissedTrades);
        Assert.True(_venue.Connections >= 2);
    }

    [Fact]
    public async Task A_stall_of_both_connections_of_a_handover_is_told_and_healed()
    {
        await using BinanceFeed feed = await InSync(options => options with { RotateAfter = TimeSpan.FromMilliseconds(700), SilentConnection = TimeSpan.FromSeconds(1), OverlapAtMost = TimeSpan.FromMinutes(1), OverlapAtLeast = TimeSpan.FromMinutes(1) });
        FeedStatus before = feed.Status;
        await FeedWorld.Until(feed, () => { _market.Step(); return Sum(_ => 1) >= 2; }, "a handover has begun");
        lock (_venue.Gate) { _venue.RefuseConnections = int.MaxValue; }   // A third one that is just being opened would take over without a word.
        _venue.ForEach(session => session.Freeze());
        await FeedWorld.Until(feed, () => IsTold("nothing was received"), "the stall is told");
        lock (_venue.Gate) { _venue.RefuseConnections = 0; }
        await Settled(feed, () => feed.Status is { BooksInSync: 1 } now && now.Stale > before.Stale && now.Gaps > before.Gaps && HasAll(), "another connection serves the book");
        Assert.Empty(_port.Wrong);
    }

    [Fact]
    public async Task A_connection_that_tells_nothing_does_not_take_over()
    {
        _venue.MuteLaterSessions = true;
        await using BinanceFeed feed = await InSync(options => options with { RotateAfter = TimeSpan.FromSeconds(2), OverlapAtMost = TimeSpan.FromSeconds(1) });
        for (int i = 0; !IsTold("told nothing"); i++)
        {
            Assert.True(i < 5_000, "the connection that tells nothing was not given up");
            _market.Step();
            await Task.Delay(3);
        }

        Assert.Equal((0L, 0L), (feed.Status.Rotations, feed.Status.Reconnects));
        _venue.MuteLaterSessions = false;
        for (int i = 0; feed.Status.Rotations == 0; i++)
        {
            Assert.True(i < 5_000, "no connection took over");
            _market.Step();
            await Task.Delay(3);
        }

        await AllArrived(feed);
        Assert.Equal((0L, 0L, 0L, 0L), (feed.Status.Gaps, feed.Status.MissedTrades, feed.Status.Reconnects, _port.MissedTrades));
    }

    [Fact]
    public async Task A_connection_that_is_left_behind_in_the_middle_of_a_message_ends_by_itself_when_it_can()
    {
        using StuckSink sink = new();
        StreamConnection connection = await StreamConnection.OpenAsync(FeedWorld.Options(_venue), ["btcusdt@trade"], CancellationToken.None);
        Task<string> receiving = Task.Run(() => connection.ReceiveAsync(sink));
        while (!sink.IsStuck)
        {
            _market.Step();
            await Task.Delay(5);
        }

        connection.End("another connection took over");
        await Assert.ThrowsAsync<TimeoutException>(() => receiving.WaitAsync(TimeSpan.FromMilliseconds(200)));   // So that nobody waits on.
        connection.Dispose();
        Assert.False(receiving.IsCompleted);
        sink.Free();
        Assert.Equal("another connection took over", await receiving.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(1, sink.Frames);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_told_with_what_to_do()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using WebApplication server = builder.Build();
        await server.StartAsync();
        int port = new Uri(server.Urls.Single()).Port;

        BinanceFeedOptions options = FeedWorld.Options(_venue) with { StreamUrl = new Uri($"wss://localhost:{port}"), RestUrl = new Uri($"https://localhost:{port}") };
        await using BinanceFeed feed = new(options, _port);
        feed.Start();
        await FeedWorld.Until(feed, () => feed.Status.LastProblem is not null, "it is told");
        using BinanceRest rest = new(options);
        RestAnswer answer = await rest.GetAsync("api/v3/time", 1, CancellationToken.None);
        Assert.False(answer.IsSuccess);
        foreach (string told in new[] { feed.Status.LastProblem!, answer.Problem! })
        {
            Assert.Contains("certificate", told, StringComparison.Ordinal);
            Assert.Contains("SSL_CERT_FILE", told, StringComparison.Ordinal);
            Assert.DoesNotContain("inner exception", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_venues_pings_are_answered()
    {
        _venue.PingInterval = TimeSpan.FromMilliseconds(100);
        _venue.PingTimeout = TimeSpan.FromSeconds(20);
        await using BinanceFeed feed = await InSync(options => options);
        await FeedWorld.Until(feed, () => Sum(session => session.Pongs) >= 3, "three pings are answered");
        await AllArrived(feed);
        Assert.Equal((0L, 1), (feed.Status.Reconnects, _venue.Connections));
    }

    [Fact]
    public async Task A_connection_that_is_open_on_our_side_only_is_found_by_its_missing_pongs()
    {
        await using BinanceFeed feed = await InSync(options => options with { PingInterval = TimeSpan.FromMilliseconds(30), PingTimeout = TimeSpan.FromMilliseconds(400) });
        long before = feed.Status.Reconnects;   // A pong may have been late before.
        await FeedWorld.Until(feed, () =>
        {
            if (feed.Status.Reconnects == before) { _venue.ForEach(session => session.Freeze()); }
            return feed.Status.Reconnects > before && feed.Status.BooksInSync == 1;
        }, "another connection serves the book");
        await AllArrived(feed);
        Assert.Equal(0, feed.Status.Stale);   // Silence was not what told.
    }

    [Fact]
    public async Task A_silent_connection_is_given_up()
    {
        await using BinanceFeed feed = await InSync(options => options with { SilentConnection = TimeSpan.FromMilliseconds(500) });
        await FeedWorld.Until(feed, () => feed.Status is { Stale: >= 1, Reconnects: >= 1 }, "the connection is replaced");
        Assert.Contains(_notices, notice => notice.Contains("nothing was received", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silent_stream_is_subscribed_again_once_and_then_the_connection_is_given_up()
    {
        await using BinanceFeed feed = await InSync(options => options with { SilentStream = TimeSpan.FromMilliseconds(400) });
        await FeedWorld.Until(feed, () => feed.Status is { Stale: >= 2, Reconnects: >= 1 }, "silence is seen and not healed by subscribing");
        string[] told = [.. _notices];
        int again = Array.FindIndex(told, notice => notice.Contains("subscribing again", StringComparison.Ordinal));
        int lost = Array.FindIndex(told, notice => notice.Contains("connection lost", StringComparison.Ordinal));
        Assert.True(again >= 0 && again < lost, string.Join("; ", told));
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection_and_not_the_feed()
    {
        await using BinanceFeed feed = await InSync(options => options with { MaxMessageBytes = 4_096 });
        _venue.ForEach(session => session.Send(new byte[5_000].Select(_ => (byte)' ').ToArray()));
        await FeedWorld.Until(feed, () => feed.Status is { Reconnects: 1, BooksInSync: 1 }, "another connection serves the book");
        Assert.Contains(_notices, notice => notice.Contains("longer than 4096 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_operator_takes_it_off_and_on_again()
    {
        await using BinanceFeed feed = await InSync(options => options);
        feed.Disconnect();
        await FeedWorld.Until(feed, () => feed.Status.State == FeedState.Disconnected, "it is off");
        Assert.Equal((0, null), (feed.Status.BooksInSync, feed.Status.ConnectedSince));
        Assert.Equal(BookState.Stale, _port.Look(0, (book, _) => book.State));   // The engine knows.
        _market.Step();
        await Task.Delay(50);
        Assert.Equal((FeedState.Disconnected, 1), (feed.Status.State, _venue.Connections));

        feed.Reconnect();
        _market.Finish();
        await FeedWorld.Until(feed, () => feed.Status is { State: FeedState.Connected, BooksInSync: 1 }, "it is on again");
        await AllArrived(feed);

        Assert.True(feed.Resubscribe(Bitcoin.Id));
        Assert.False(feed.Resubscribe(new InstrumentId(7)));
        await FeedWorld.Until(feed, () => Sum(session => session.Requests) == 2, "it unsubscribes and subscribes");
        await AllArrived(feed);

        await feed.StopAsync();
        Assert.Equal(FeedState.Stopped, feed.Status.State);
    }

    [Fact]
    public async Task More_streams_than_an_address_holds_are_asked_for_in_few_messages()
    {
        Instrument[] many = [.. Enumerable.Range(0, 300).Select(i => Bitcoin with { Id = new InstrumentId(i), Symbol = $"COIN{i}USDT" })];
        AuditingPort port = new(many.Length, 1);
        await using BinanceFeed feed = new(FeedWorld.Options(_venue) with { Instruments = many, Streams = BinanceStreams.Trades }, port);
        feed.Start();
        await FeedWorld.Until(feed, () => Sum(session => session.Requests) == 2, "two messages ask for 236 streams");
        foreach (int i in new[] { 0, 299 })
        {
            _venue.Publish(many[i].Symbol, "trade", System.Text.Encoding.ASCII.GetBytes($"{{\"e\":\"trade\",\"E\":1723161255343,\"s\":\"{many[i].Symbol}\",\"t\":5,\"p\":\"1\",\"q\":\"1\",\"T\":1723161255342,\"m\":true}}"));
            await FeedWorld.Until(feed, () => port.Look(i, (_, last) => last) == 5, "its trade arrives");
        }
    }

    [Fact]
    public async Task Everything_goes_through_the_proxy_when_there_is_one()
    {
        using ConnectProxy proxy = new();
        await using BinanceFeed feed = await InSync(options => options with { Proxy = proxy.Address });
        Assert.Equal((1, 1), (proxy.Tunnels, proxy.Requests));
        await feed.StopAsync();
    }

    [Fact]
    public async Task The_venues_filters_are_asked_for_by_symbol()
    {
        _venue.SetExchangeInfo("""{"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.01"},{"filterType":"LOT_SIZE","minQty":"0.00001","maxQty":"9000","stepSize":"0.00001"}]}]}""");
        using BinanceRest rest = new(FeedWorld.Options(_venue));
        IReadOnlyList<SymbolInfo> infos = await ExchangeInfo.FetchAsync(rest, ["btcusdt"], CancellationToken.None);
        Assert.Equal((1, 1_000_000L), (infos.Count, infos[0].TickSize));
        InvalidDataException missing = await Assert.ThrowsAsync<InvalidDataException>(() => ExchangeInfo.FetchAsync(rest, ["BTCUSDT", "ETHUSDT"], CancellationToken.None));
        Assert.Contains("lacks ETHUSDT", missing.Message, StringComparison.Ordinal);
        _venue.Refuse(503, null);
        await Assert.ThrowsAsync<InvalidDataException>(() => ExchangeInfo.FetchAsync(rest, ["BTCUSDT"], CancellationToken.None));
    }

    [Fact]
    public async Task A_port_that_fails_fails_the_feed_and_is_told()
    {
        FailingPort port = new();
        await using BinanceFeed feed = new(FeedWorld.Options(_venue), port);
        feed.Start();
        await FeedWorld.Until(feed, () => feed.Status.State == FeedState.Failed, "it has failed");
        Assert.Contains("the port is broken", feed.Status.LastProblem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_that_nobody_asked_for_is_counted_and_told_once()
    {
        await using BinanceFeed feed = await InSync(options => options);
        for (int i = 0; i < 5; i++) { _venue.ForEach(session => session.Send("{\"stream\":\"btcusdt@kline_1m\",\"data\":{\"e\":\"kline\",\"E\":1,\"s\":\"BTCUSDT\"}}"u8.ToArray())); }
        await FeedWorld.Until(feed, () => feed.Status.UnknownMessages == 5, "all are counted");
        Assert.Single(_notices, notice => notice.Contains("'kline'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ban_is_sat_out()
    {
        _venue.Refuse(418, 1);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        await using BinanceFeed feed = await InSync(options => options);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0.95, 25);
        Assert.Equal((1L, 2L, 1), (feed.Status.RateLimited, feed.Status.Resyncs, _venue.SnapshotsServed));
    }

    [Fact]
    public async Task Latency_and_age_are_reported_also_when_the_clocks_differ()
    {
        await using BinanceFeed feed = await InSync(options => options);
        string future = $"{{\"e\":\"trade\",\"E\":{DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds()},\"s\":\"BTCUSDT\",\"t\":900000,\"p\":\"1\",\"q\":\"1\",\"T\":1723161255342,\"m\":true}}";
        _venue.Publish(Bitcoin.Symbol, "trade", System.Text.Encoding.ASCII.GetBytes(future));
        await FeedWorld.Until(feed, () => feed.Status.NegativeLatency == 1, "it is counted");
        FeedStatus status = feed.Status;
        Assert.InRange(status.Latency!.Min.Nanoseconds / 1e9, -60, -50);
        Assert.InRange(status.LastMessageAge!.Value.Nanoseconds / 1e9, 0, 25);
        Assert.True(status.Bytes > status.Messages * 20);
    }

    private async Task<BinanceFeed> InSync(Func<BinanceFeedOptions, BinanceFeedOptions> change)
    {
        BinanceFeed feed = new(change(FeedWorld.Options(_venue) with { Notice = _notices.Enqueue }), _port);
        feed.Start();
        await FeedWorld.Until(feed, () => feed.Status.BooksInSync == 1 && _venue.Connections > 0, "the book is in sync");   // The venue may enter a connection later than we do.
        await AllArrived(feed);
        return feed;
    }

    private async Task AllArrived(BinanceFeed feed)
    {
        await Settled(feed, HasAll, "all has arrived");
        Assert.Empty(_port.Wrong);
    }

    // The market goes on while we wait: what went to a connection that was just ending is told by a later message only. Between messages
    // there is time for the last one to arrive.
    private async Task Settled(BinanceFeed feed, Func<bool> condition, string what)
    {
        int polls = 0;
        await FeedWorld.Until(feed, () =>
        {
            if (polls++ % 25 == 0) { _market.Finish(); }
            return condition();
        }, what);
    }

    private bool HasAll()
    {
        lock (_venue.Gate)
        {
            LoopbackBook truth = _venue.Book(Bitcoin.Symbol);
            return _port.Look(0, (book, last) => last == truth.Trades[^1] && book.State == BookState.Consistent && book.LastUpdateId == truth.LastUpdateId);
        }
    }

    /// <summary>Does not return from its first frame until it is freed.</summary>
    private sealed class StuckSink : IFrameSink, IDisposable
    {
        private readonly ManualResetEventSlim _freed = new();
        private int _frames;

        public bool IsStuck => Frames > 0;

        public int Frames => Volatile.Read(ref _frames);

        public void OnFrame(StreamConnection connection, ReadOnlySpan<byte> frame)
        {
            Interlocked.Increment(ref _frames);
            _freed.Wait();
        }

        public void Free() => _freed.Set();

        public void Dispose() => _freed.Dispose();
    }

    private sealed class FailingPort : IMarketDataPort
    {
        public bool TryWrite(in EngineEvent e) => throw new InvalidOperationException("the port is broken");

        public bool DeliverOwed() => true;
    }

    private bool IsTold(string text) => _notices.Any(notice => notice.Contains(text, StringComparison.Ordinal));

    private int Sum(Func<LoopbackSession, int> of)
    {
        int sum = 0;
        _venue.ForEach(session => sum += of(session));
        return sum;
    }
}

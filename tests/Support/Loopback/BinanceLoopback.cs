using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LlmTrader.Tests.Support.Loopback;

/// <summary>
/// A venue that speaks Binance's spot protocol: combined and bare streams, subscriptions, pings, snapshots, exchange information. What it
/// publishes is given from outside, recorded or generated; what goes wrong is asked for, and drawn by a seed.
/// </summary>
internal sealed class BinanceLoopback(Uri restUrl, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<LoopbackSession> _sessions = [];
    private readonly Dictionary<string, LoopbackBook> _books = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _oldSnapshots = new(StringComparer.Ordinal);
    private readonly Queue<(int Status, int? RetryAfter)> _refusals = new();
    private string _exchangeInfo = "{\"symbols\":[]}";

    public Lock Gate { get; } = new();

    public Uri RestUrl { get; } = restUrl;

    public Uri StreamUrl => new($"ws{RestUrl.AbsoluteUri[4..]}");

    /// <summary>How often the venue pings.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A client that does not answer within as long is put out; null for as long as the interval.</summary>
    public TimeSpan? PingTimeout { get; set; }

    public int Connections { get; private set; }

    public int SnapshotsServed { get; private set; }

    /// <summary>Snapshots that are to be some changes older than the book.</summary>
    public int OldSnapshots { get; set; }

    /// <summary>Connections that are to be refused.</summary>
    public int RefuseConnections { get; set; }

    /// <summary>Connections after the first open but never tell anything.</summary>
    public bool MuteLaterSessions { get; set; }

    /// <summary>How long the next requests take.</summary>
    public TimeSpan RestDelay { get; set; }

    public LoopbackBook Book(string symbol)
    {
        if (!_books.TryGetValue(symbol, out LoopbackBook? book)) { _books[symbol] = book = new LoopbackBook(); }
        return book;
    }

    public void SetExchangeInfo(string json) => _exchangeInfo = json;

    /// <summary>The next request is answered with a status, and for how many seconds to stay away.</summary>
    public void Refuse(int status, int? retryAfter)
    {
        lock (Gate) { _refusals.Enqueue((status, retryAfter)); }
    }

    /// <summary>Sends a bare message to all who follow its stream, and keeps the venue's own book.</summary>
    public void Publish(string symbol, string kind, byte[] data)
    {
        lock (Gate)
        {
            LoopbackBook book = Book(symbol);
            if (kind.StartsWith("depth", StringComparison.Ordinal) && _random.Next(8) == 0) { _oldSnapshots[symbol] = book.Snapshot(5_000); }
            book.Apply(data);
            string stream = $"{symbol.ToLowerInvariant()}@{kind}";
            foreach (LoopbackSession session in _sessions) { session.Offer(stream, data, _random); }
        }
    }

    /// <summary>Does something to every connection.</summary>
    public void ForEach(Action<LoopbackSession> action)
    {
        LoopbackSession[] sessions;
        lock (Gate) { sessions = [.. _sessions]; }
        foreach (LoopbackSession session in sessions) { action(session); }
    }

    public void EndAll() => ForEach(session => session.Abort());

    public async Task ServeAsync(HttpContext context, string path)
    {
        if (context.WebSockets.IsWebSocketRequest) { await ServeStreamAsync(context, path); }
        else { await ServeRestAsync(context, path); }
    }

    private async Task ServeStreamAsync(HttpContext context, string path)
    {
        lock (Gate)
        {
            if (RefuseConnections-- > 0)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = PingInterval, KeepAliveTimeout = PingTimeout ?? PingInterval });
        bool isCombined = path == "/stream";
        LoopbackSession session = new(socket, context, this, isCombined);
        string[] streams = isCombined ? context.Request.Query["streams"].ToString().Split('/', StringSplitOptions.RemoveEmptyEntries) : path.Split('/')[2..];
        lock (Gate)
        {
            if (MuteLaterSessions && Connections > 0) { session.Drop = int.MaxValue; }
            foreach (string stream in streams) { session.Subscribe(stream); }
            _sessions.Add(session);
            Connections++;
        }

        await session.RunAsync();
        lock (Gate) { _sessions.Remove(session); }
    }

    private async Task ServeRestAsync(HttpContext context, string path)
    {
        if (RestDelay > TimeSpan.Zero) { await Task.Delay(RestDelay, context.RequestAborted); }
        byte[] body;
        lock (Gate)
        {
            context.Response.Headers["X-MBX-USED-WEIGHT-1M"] = SnapshotsServed.ToString(CultureInfo.InvariantCulture);
            if (_refusals.TryDequeue(out (int Status, int? RetryAfter) refusal))
            {
                context.Response.StatusCode = refusal.Status;
                if (refusal.RetryAfter is { } seconds) { context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture); }
                body = "{\"code\":-1003,\"msg\":\"Too much request weight used.\"}"u8.ToArray();
            }
            else { body = Answer(context, path); }
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private byte[] Answer(HttpContext context, string path)
    {
        if (path == "/api/v3/exchangeInfo") { return Encoding.UTF8.GetBytes(_exchangeInfo); }
        string symbol = context.Request.Query["symbol"].ToString();
        if (path != "/api/v3/depth" || !_books.TryGetValue(symbol, out LoopbackBook? book))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}"u8.ToArray();
        }

        SnapshotsServed++;
        if (OldSnapshots > 0 && _oldSnapshots.TryGetValue(symbol, out byte[]? old))
        {
            OldSnapshots--;
            return old;
        }

        return book.Snapshot(int.Parse(context.Request.Query["limit"].ToString(), CultureInfo.InvariantCulture));
    }
}

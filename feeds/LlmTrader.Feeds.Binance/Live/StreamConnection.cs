using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace LlmTrader.Feeds.Binance;

/// <summary>
/// One WebSocket connection from its opening to its end: receives whole messages into one buffer, sends what is asked for at the pace
/// that the venue takes. The socket answers the venue's pings, and sends its own, whose missing answer ends the connection.
/// </summary>
internal sealed class StreamConnection : IDisposable
{
    private const int UrlStreams = 64;        // In the address; the rest is asked for by messages.
    private const int StreamsPerMessage = 200;

    private readonly BinanceFeedOptions _options;
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Queue<long> _sentTicks = new();
    private readonly CancellationTokenSource _end = new();
    private string? _reason;
    private int _lastRequest;

    private StreamConnection(BinanceFeedOptions options)
    {
        _options = options;
        _buffer = GC.AllocateUninitializedArray<byte>(options.MaxMessageBytes, pinned: true);
        _socket.Options.KeepAliveInterval = options.PingInterval;
        _socket.Options.KeepAliveTimeout = options.PingTimeout;
        _socket.Options.Proxy = options.Proxy is { } proxy ? new WebProxy(proxy) : null;
    }

    /// <summary>Ticks of the monotonic clock.</summary>
    public long OpenedTicks { get; private set; }

    /// <summary>Messages received; one that stays tells of silence.</summary>
    public long Messages { get; private set; }

    /// <summary>Completed when another connection should take over.</summary>
    public TaskCompletionSource RotationAsked { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens a connection with all its streams subscribed. Throws what the socket throws; <see cref="OperationCanceledException"/> also when it took too long.</summary>
    public static async Task<StreamConnection> OpenAsync(BinanceFeedOptions options, IReadOnlyList<string> streams, CancellationToken stop)
    {
        StreamConnection connection = new(options);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(options.ConnectTimeout);
            string names = string.Join('/', streams.Take(UrlStreams));
            await connection._socket.ConnectAsync(new Uri($"{options.StreamUrl.AbsoluteUri.TrimEnd('/')}/stream?streams={names}"), limit.Token).ConfigureAwait(false);
            for (int i = UrlStreams; i < streams.Count; i += StreamsPerMessage) { await connection.RequestAsync("SUBSCRIBE", streams.Skip(i).Take(StreamsPerMessage), limit.Token).ConfigureAwait(false); }
            connection.OpenedTicks = System.Diagnostics.Stopwatch.GetTimestamp();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Another connection should take over: asked for once more after <see cref="RotationRefused"/> only.</summary>
    public void AskForRotation() => RotationAsked.TrySetResult();

    /// <summary>No other connection could be had; this one goes on until it is asked again.</summary>
    public void RotationRefused() => RotationAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Receives until the connection ends, and says why it did. Does not throw.</summary>
    public async Task<string> ReceiveAsync(IFrameSink sink)
    {
        int length = 0;
        try
        {
            while (true)
            {
                if (length == _buffer.Length) { return $"a message is longer than {_buffer.Length} bytes"; }
                ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(_buffer.AsMemory(length), _end.Token).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close) { return $"the venue closed it ({_socket.CloseStatus})"; }
                length += received.Count;
                if (!received.EndOfMessage) { continue; }
                Messages++;
                sink.OnFrame(this, _buffer.AsSpan(0, length));
                length = 0;
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return Volatile.Read(ref _reason) ?? fault.Message;
        }
    }

    /// <summary>Ends it at once, without the farewell, which a dead peer would not answer.</summary>
    public void End(string reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        try { _end.Cancel(); }
        catch (ObjectDisposedException) { }   // It has ended already.
    }

    /// <summary>Unsubscribes and subscribes again.</summary>
    public async Task ResubscribeAsync(IReadOnlyList<string> streams, CancellationToken stop)
    {
        await RequestAsync("UNSUBSCRIBE", streams, stop).ConfigureAwait(false);
        await RequestAsync("SUBSCRIBE", streams, stop).ConfigureAwait(false);
    }

    public void Dispose()
    {
        End("ended");
        _socket.Abort();
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task RequestAsync(string method, IEnumerable<string> streams, CancellationToken stop)
    {
        await _sending.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            await PaceAsync(stop).ConfigureAwait(false);
            int id = ++_lastRequest;
            string text = string.Create(CultureInfo.InvariantCulture, $$"""{"method":"{{method}}","params":[{{string.Join(',', streams.Select(stream => $"\"{stream}\""))}}],"id":{{id}}}""");
            await _socket.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, stop).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    // The venue disconnects who sends more than 5 messages in a second.
    private async Task PaceAsync(CancellationToken stop)
    {
        while (_sentTicks.Count >= _options.SentPerSecond)
        {
            TimeSpan left = TimeSpan.FromSeconds(1) - System.Diagnostics.Stopwatch.GetElapsedTime(_sentTicks.Peek());
            if (left > TimeSpan.Zero) { await Task.Delay(left, stop).ConfigureAwait(false); }
            _sentTicks.Dequeue();
        }

        _sentTicks.Enqueue(System.Diagnostics.Stopwatch.GetTimestamp());
    }
}

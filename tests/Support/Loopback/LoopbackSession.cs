using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmTrader.Tests.Support.Loopback;

/// <summary>One client's WebSocket: what it subscribed to, what is on its way to it, and what goes wrong with that.</summary>
internal sealed class LoopbackSession(WebSocket socket, HttpContext context, BinanceLoopback venue, bool isCombined)
{
    private readonly Channel<(byte[] Bytes, bool IsText, int Fragments, int DelayMs)> _outgoing =
        Channel.CreateUnbounded<(byte[], bool, int, int)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<string> _streams = new(StringComparer.Ordinal);
    private readonly FreezableStream _stream = ((FreezableUpgrade)context.Features.GetRequiredFeature<IHttpUpgradeFeature>()).Stream!;   // Now: the context may have ended when a fault strikes.
    private byte[]? _held;

    /// <summary>Faults of the next messages; each counts down to zero.</summary>
    public int Drop { get; set; }

    public int Duplicate { get; set; }

    public int Hold { get; set; }

    public int Garbage { get; set; }

    public int Fragment { get; set; }

    public int Slow { get; set; }

    /// <summary>Messages of the client that were carried out.</summary>
    public int Requests { get; private set; }

    /// <summary>Pings that the client answered.</summary>
    public int Pongs => _stream.Pongs;

    public void Subscribe(string stream) => _streams.Add(stream);

    /// <summary>Neither sends nor reads from now on, pings and pongs included, and never says so.</summary>
    public void Freeze() => _stream.Freeze();

    /// <summary>Ends without a word.</summary>
    public void Abort()
    {
        try { context.Abort(); }
        catch (ObjectDisposedException) { }   // It has ended meanwhile, and its context with it.
    }

    /// <summary>Ends with the protocol's farewell, after what is on its way.</summary>
    public void Close() => _outgoing.Writer.TryComplete();

    /// <summary>Puts a market data message on its way, or does to it what is due. Called behind the venue's gate.</summary>
    public void Offer(string stream, byte[] data, Random random)
    {
        if (!_streams.Contains(stream)) { return; }
        if (Drop > 0) { Drop--; return; }
        byte[] frame = isCombined ? Wrap(stream, data) : data;
        if (Garbage > 0)
        {
            Garbage--;
            Send(Mutations.Garbage(frame, random), random.Next(4) != 0, 1);
        }

        if (Hold > 0 && _held is null)
        {
            Hold--;
            _held = frame;
            return;
        }

        int fragments = Fragment-- > 0 ? random.Next(2, 6) : 1;
        Send(frame, true, fragments, Slow-- > 0 ? random.Next(1, 5) : 0);
        if (Duplicate-- > 0) { Send(frame, true, 1); }
        if (_held is { } held)
        {
            _held = null;
            Send(held, true, 1);
        }
    }

    /// <summary>A text of the venue itself.</summary>
    public void Send(byte[] frame) => Send(frame, true, 1);

    public async Task RunAsync()
    {
        Task sending = SendAsync();
        try
        {
            await ReceiveAsync();
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException)
        {
            // The client is gone, or the script wants it so.
        }

        _outgoing.Writer.TryComplete();
        context.Abort();
        await sending;
    }

    private static byte[] Wrap(string stream, byte[] data) => [.. "{\"stream\":\""u8, .. System.Text.Encoding.ASCII.GetBytes(stream), .. "\",\"data\":"u8, .. data, (byte)'}'];

    private void Send(byte[] frame, bool isText, int fragments, int delayMs = 0) => _outgoing.Writer.TryWrite((frame, isText, fragments, delayMs));

    private async Task SendAsync()
    {
        try
        {
            await foreach ((byte[] bytes, bool isText, int fragments, int delayMs) in _outgoing.Reader.ReadAllAsync(context.RequestAborted))
            {
                if (delayMs > 0) { await Task.Delay(delayMs, context.RequestAborted); }
                int size = Math.Max(1, (bytes.Length + fragments - 1) / fragments);
                for (int at = 0; at < bytes.Length; at += size)
                {
                    Memory<byte> part = bytes.AsMemory(at, Math.Min(size, bytes.Length - at));
                    await socket.SendAsync(part, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, at + size >= bytes.Length, context.RequestAborted);
                }
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // As above.
        }
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            int length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), context.RequestAborted);
                length += received.Count;
            }
            while (!received.EndOfMessage);

            if (received.MessageType == WebSocketMessageType.Close) { return; }
            Answer(buffer.AsMemory(0, length));
            Requests++;   // Only now: who waits for it publishes at once.
        }
    }

    private void Answer(ReadOnlyMemory<byte> request)
    {
        using JsonDocument document = JsonDocument.Parse(request);
        JsonElement root = document.RootElement;
        string method = root.GetProperty("method").GetString()!;
        lock (venue.Gate)
        {
            foreach (string stream in root.GetProperty("params").EnumerateArray().Select(name => name.GetString()!))
            {
                if (method == "SUBSCRIBE") { _streams.Add(stream); } else { _streams.Remove(stream); }
            }
        }

        ArrayBufferWriter<byte> reply = new();
        using (Utf8JsonWriter json = new(reply))
        {
            json.WriteStartObject();
            json.WriteNull("result");
            json.WriteNumber("id", root.GetProperty("id").GetInt64());
            json.WriteEndObject();
        }

        Send(reply.WrittenSpan.ToArray());
    }
}

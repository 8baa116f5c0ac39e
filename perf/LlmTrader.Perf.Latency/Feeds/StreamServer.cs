using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace LlmTrader.Perf.Latency.Feeds;

/// <summary>A venue that sends the same prepared messages to whoever opens a stream, when it is told to: as fast as they are taken, or one by one at a rate.</summary>
internal sealed class StreamServer : IDisposable
{
    private const string AcceptKey = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";   // RFC 6455, 1.3.
    private const int ChunkBytes = 64 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _messages;
    private readonly List<int> _ends = [];
    private readonly int _perSecond;
    private readonly ManualResetEventSlim _go = new();
    private readonly Thread _thread;
    private Socket? _stream;

    /// <param name="frames">Their bytes, without the protocol's.</param>
    /// <param name="perSecond">The rate; 0 for as fast as they are taken.</param>
    public StreamServer(IEnumerable<byte[]> frames, int perSecond)
    {
        _perSecond = perSecond;
        using MemoryStream all = new();
        foreach (byte[] frame in frames)
        {
            WriteFrame(all, frame);
            _ends.Add((int)all.Length);
        }

        _messages = all.ToArray();
        _listener.Start();
        _thread = new Thread(Serve) { IsBackground = true, Name = "venue" };
        _thread.Start();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Begins to send.</summary>
    public void Go() => _go.Set();

    public void Dispose()
    {
        _listener.Stop();
        _go.Set();
        Volatile.Read(ref _stream)?.Close();
        _thread.Join();
        _go.Dispose();
    }

    private static void WriteFrame(MemoryStream all, byte[] frame)
    {
        all.WriteByte(0x81);   // One whole text message.
        if (frame.Length < 126) { all.WriteByte((byte)frame.Length); }
        else { all.Write([126, (byte)(frame.Length >> 8), (byte)frame.Length]); }
        all.Write(frame);
    }

    [SuppressMessage("Security", "CA5350", Justification = "The protocol's handshake asks for it; nothing is protected by it.")]
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptKey)));

    private void Serve()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                string head = ReadHead(socket);
                string? key = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))?[18..].Trim();
                if (key is null)
                {
                    Answer(socket);
                    continue;
                }

                socket.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(key)}\r\n\r\n"));
                Volatile.Write(ref _stream, socket);
                new Thread(() => Send(socket)) { IsBackground = true, Name = "sender" }.Start();
            }
        }
        catch (SocketException)
        {
            // The listener was stopped.
        }
    }

    private static string ReadHead(Socket socket)
    {
        byte[] buffer = new byte[16 << 10];
        int length = 0;
        while (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            int read = socket.Receive(buffer.AsSpan(length));
            if (read == 0) { break; }
            length += read;
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    // A snapshot of the book is all that is ever asked for.
    private static void Answer(Socket socket)
    {
        using (socket)
        {
            socket.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {FeedFrames.Snapshot.Length}\r\n\r\n"));
            socket.Send(FeedFrames.Snapshot);
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    private void Send(Socket socket)
    {
        _go.Wait();
        try
        {
            if (_perSecond > 0) { SendPaced(socket); }
            for (int at = 0; _perSecond == 0 && at < _messages.Length; at += ChunkBytes) { Send(socket, at, Math.Min(at + ChunkBytes, _messages.Length)); }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private void SendPaced(Socket socket)
    {
        socket.NoDelay = true;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < _ends.Count; i++)
        {
            while (Stopwatch.GetElapsedTime(start).TotalSeconds * _perSecond < i) { Thread.Yield(); }
            Send(socket, i == 0 ? 0 : _ends[i - 1], _ends[i]);
        }
    }

    private void Send(Socket socket, int from, int to)
    {
        ReadOnlySpan<byte> rest = _messages.AsSpan(from..to);
        while (!rest.IsEmpty) { rest = rest[socket.Send(rest)..]; }
    }
}

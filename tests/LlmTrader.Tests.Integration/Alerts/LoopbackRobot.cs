using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmTrader.Tests.Integration.Alerts;

/// <summary>What a loopback service answers.</summary>
internal sealed record RobotAnswer(int Status, string Body = "", string Headers = "")
{
    /// <summary>The connection is reset instead.</summary>
    public static RobotAnswer Reset { get; } = new(0);

    /// <summary>Nothing comes, and the connection stays.</summary>
    public static RobotAnswer Silence { get; } = new(-1);
}

/// <summary>One request as it came over the wire.</summary>
internal sealed record RobotRequest(string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A chat service's HTTP server on loopback: reads real requests, answers by a script.</summary>
internal sealed class LoopbackRobot : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<int, RobotAnswer> _answer;
    private readonly Task _accepting;
    private int _requests;

    /// <param name="answer">By the request's number, from 1.</param>
    public LoopbackRobot(Func<int, RobotAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public LoopbackRobot(RobotAnswer answer)
        : this(_ => answer)
    {
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public ConcurrentQueue<RobotRequest> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_connections.Append(_accepting)).ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true) { _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token))); }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        NetworkStream stream = client.GetStream();
        if (await ReadAsync(stream) is not { } request) { return; }
        Requests.Enqueue(request);
        RobotAnswer answer = _answer(Interlocked.Increment(ref _requests));
        if (answer == RobotAnswer.Silence) { await Task.Delay(Timeout.Infinite, _stop.Token); }
        if (answer == RobotAnswer.Reset)
        {
            client.LingerState = new LingerOption(true, 0);
            return;
        }

        string head = $"HTTP/1.1 {answer.Status} Said\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(answer.Body)}\r\nConnection: close\r\n{answer.Headers}\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head + answer.Body), _stop.Token);
    }

    private async Task<RobotRequest?> ReadAsync(NetworkStream stream)
    {
        List<byte> bytes = [];
        byte[] chunk = new byte[4096];
        int head;
        while ((head = Encoding.ASCII.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            int count = await stream.ReadAsync(chunk, _stop.Token);
            if (count == 0) { return null; }
            bytes.AddRange(chunk.AsSpan(0, count));
        }

        string[] lines = Encoding.ASCII.GetString([.. bytes[..head]]).Split("\r\n");
        Dictionary<string, string> headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        int length = int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture);
        while (bytes.Count < head + 4 + length)
        {
            int count = await stream.ReadAsync(chunk, _stop.Token);
            if (count == 0) { return null; }
            bytes.AddRange(chunk.AsSpan(0, count));
        }

        return new RobotRequest(lines[0].Split(' ')[1], headers, Encoding.UTF8.GetString([.. bytes[(head + 4)..]]));
    }
}

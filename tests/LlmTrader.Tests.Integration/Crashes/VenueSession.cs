using System.Net.Sockets;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>One client's connection to the <see cref="LoopbackVenue"/>. A client that is killed just ends; what it had sent is still read.</summary>
internal sealed class VenueSession : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;
    private readonly ManualResetEventSlim _ended = new();
    private bool _isGone;

    public VenueSession(TcpClient client)
    {
        _client = client;
        _client.NoDelay = true;
        _reader = new StreamReader(client.GetStream());
        _writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
    }

    public void Start(Action<string> onLine, Action onEnd) => new Thread(() => Read(onLine, onEnd)) { IsBackground = true }.Start();

    public void AwaitEnd() => _ended.Wait();

    /// <summary>One thread at a time.</summary>
    public void Say(string line)
    {
        if (_isGone) { return; }
        try { _writer.Write(line + "\n"); }
        catch (IOException) { _isGone = true; }
    }

    public void Dispose()
    {
        _client.Dispose();
        _ended.Wait();
        _ended.Dispose();
    }

    private void Read(Action<string> onLine, Action onEnd)
    {
        try
        {
            while (ReadLine() is { } line) { onLine(line); }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or SocketException)
        {
        }

        onEnd();
        _ended.Set();
    }

    // A line that a kill cut off was never sent.
    private string? ReadLine()
    {
        System.Text.StringBuilder line = new();
        for (int c; (c = _reader.Read()) >= 0;)
        {
            if (c == '\n') { return line.ToString(); }
            line.Append((char)c);
        }

        return null;
    }
}

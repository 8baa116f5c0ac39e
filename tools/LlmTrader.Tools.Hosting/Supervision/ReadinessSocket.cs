using System.Net.Sockets;
using System.Text;

namespace LlmTrader.Tools.Hosting.Supervision;

/// <summary>
/// Hears when a process is ready, as systemd does (sd_notify(3)): a datagram socket whose path the process finds in NOTIFY_SOCKET. A process
/// that does not know of it is never ready by it.
/// </summary>
internal sealed class ReadinessSocket : IDisposable
{
    public const string Variable = "NOTIFY_SOCKET";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ReadinessSocket(string path)
    {
        Path = path;
        File.Delete(path);   // Of a supervisor that was killed.
        _socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    public string Path { get; }

    /// <summary>Reads whatever the process tells, until it is cancelled: a queue that nobody empties would hold the process up.</summary>
    /// <param name="ready">Called when it says READY=1.</param>
    /// <param name="cancel">The end of the process.</param>
    public async Task ListenAsync(Action ready, CancellationToken cancel)
    {
        byte[] message = new byte[4096];
        while (true)
        {
            int length = await _socket.ReceiveAsync(message, cancel);
            if (Encoding.UTF8.GetString(message, 0, length).Split('\n').Contains("READY=1")) { ready(); }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        File.Delete(Path);
    }
}

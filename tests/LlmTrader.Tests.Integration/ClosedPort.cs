using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmTrader.Tests.Integration;

/// <summary>A port of loopback that refuses every connection. It is held until the end: one that is merely free may be another program's a moment later.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));    // Nobody listens.

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Number}");

    public void Dispose() => _socket.Dispose();
}

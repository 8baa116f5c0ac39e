using System.Globalization;
using System.Net.Sockets;

namespace LlmTrader.Tools.Hosting.Live.Service;

/// <summary>
/// Tells systemd what a service of type <c>notify</c> tells it: ready, alive, stopping. Without a service manager, as the environment
/// says, nothing is told. (sd_notify(3): datagrams of <c>NAME=value</c> lines to the socket in NOTIFY_SOCKET.)
/// </summary>
public sealed class ServiceNotifier : IDisposable
{
    private readonly Socket? _socket;

    /// <param name="socketPath">NOTIFY_SOCKET: a path, or a name in the abstract namespace after an @; null or empty for none.</param>
    /// <param name="watchdogMicroseconds">WATCHDOG_USEC: how long the service may be silent; null or empty for ever.</param>
    public ServiceNotifier(string? socketPath, string? watchdogMicroseconds)
    {
        if (long.TryParse(watchdogMicroseconds, NumberStyles.None, CultureInfo.InvariantCulture, out long micros) && micros > 0)
        {
            WatchdogInterval = TimeSpan.FromMicroseconds(micros / 2.0);
        }

        if (string.IsNullOrEmpty(socketPath)) { return; }
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };   // A manager that does not read must not hold the engine up.
        try
        {
            _socket.Connect(new UnixDomainSocketEndPoint(socketPath[0] == '@' ? '\0' + socketPath[1..] : socketPath));
        }
        catch (SocketException)
        {
            _socket.Dispose();   // Whoever started this is gone: that is no reason not to trade.
            _socket = null;
        }
    }

    /// <summary>As the environment of this process says.</summary>
    public static ServiceNotifier FromEnvironment() =>
        new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"));

    /// <summary>How often the watchdog wants to hear of a healthy service, half of what it bears; null when nobody watches.</summary>
    public TimeSpan? WatchdogInterval { get; }

    public void Ready() => Send("READY=1");

    public void Alive() => Send("WATCHDOG=1");

    public void Stopping() => Send("STOPPING=1");

    /// <summary>One line that <c>systemctl status</c> shows.</summary>
    public void Status(string line) => Send("STATUS=" + line.ReplaceLineEndings(" "));

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private void Send(string message)
    {
        try { _socket?.Send(System.Text.Encoding.UTF8.GetBytes(message)); }
        catch (SocketException) { /* As above. */ }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>An HTTP proxy on loopback: passes on CONNECT tunnels and plain requests, and counts them.</summary>
internal sealed class ConnectProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private int _tunnels;
    private int _requests;

    public ConnectProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Tunnels => Volatile.Read(ref _tunnels);

    public int Requests => Volatile.Read(ref _requests);

    public void Dispose()
    {
        _listener.Stop();
        _accepting.Wait();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) { _ = ServeAsync(await _listener.AcceptTcpClientAsync()); }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            NetworkStream here = client.GetStream();
            byte[] buffer = new byte[16 << 10];
            int length = 0;
            while (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0) { length += await here.ReadAsync(buffer.AsMemory(length)); }
            string[] request = Encoding.ASCII.GetString(buffer, 0, length).Split(' ', 3);   // Method, target, the rest.
            bool isTunnel = request[0] == "CONNECT";
            Uri target = new(isTunnel ? $"http://{request[1]}" : request[1]);
            using TcpClient venue = new();
            await venue.ConnectAsync(IPAddress.Loopback, target.Port);
            NetworkStream there = venue.GetStream();
            Interlocked.Increment(ref isTunnel ? ref _tunnels : ref _requests);
            if (isTunnel) { await here.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray()); }
            else { await there.WriteAsync(Encoding.ASCII.GetBytes($"{request[0]} {target.PathAndQuery} {request[2]}")); }
            try
            {
                await Task.WhenAny(here.CopyToAsync(there), there.CopyToAsync(here));
            }
            catch (IOException)
            {
                // One end is gone.
            }
        }
    }
}

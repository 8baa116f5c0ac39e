using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmTrader.Perf.Latency.Ilp;

/// <summary>Answers each HTTP request on loopback with success once it has read it, and forgets it.</summary>
internal sealed class DiscardServer : IDisposable
{
    private static readonly byte[] NoContent = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();
    private static readonly byte[] NoTables = Answer("{\"columns\":[{\"name\":\"name\"}],\"dataset\":[],\"count\":0}");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Thread _thread;

    public DiscardServer()
    {
        _listener.Start();
        _thread = new Thread(Serve) { IsBackground = true, Name = "discard" };
        _thread.Start();
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Bytes of all bodies so far.</summary>
    public long BodyBytes { get; private set; }

    public void Dispose()
    {
        _listener.Stop();
        _thread.Join();
    }

    private static byte[] Answer(string json) => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {json.Length}\r\n\r\n{json}");

    private void Serve()
    {
        byte[] buffer = new byte[1 << 18];
        try
        {
            while (true)
            {
                using Socket socket = _listener.AcceptSocket();
                while (ServeRequest(socket, buffer)) { }
            }
        }
        catch (Exception error) when (error is SocketException or InvalidOperationException)
        {
            // The listener was stopped, while it waited or just before it would have.
        }
    }

    private bool ServeRequest(Socket socket, byte[] buffer)
    {
        int length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = socket.Receive(buffer.AsSpan(length));
            if (read == 0) { return false; }
            length += read;
        }

        string head = Encoding.ASCII.GetString(buffer, 0, end);
        long body = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } header ? long.Parse(header.AsSpan(15), CultureInfo.InvariantCulture) : 0;
        for (long left = body - (length - end - 4); left > 0;)
        {
            int read = socket.Receive(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
            if (read == 0) { return false; }
            left -= read;
        }

        BodyBytes += body;
        socket.Send(head.StartsWith("GET ", StringComparison.Ordinal) ? NoTables : NoContent);
        return true;
    }
}

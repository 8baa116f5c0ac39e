using System.Net.Sockets;
using System.Text;
using LlmTrader.Tools.Hosting.Admin;
using LlmTrader.Tools.Hosting.Admin.Client;

namespace LlmTrader.Tests.Integration.Admin;

/// <summary>The client at a socket that answers every request and never closes a connection.</summary>
public sealed class AdminClientTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-client-").FullName;
    private readonly CancellationTokenSource _end = new();
    private int _connections;

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    // A connection that idled for the engine's keep-alive time is closed by it, and a request may meet that on its way: nobody knows then whether it was done.
    [Fact]
    public async Task A_connection_is_used_again_and_no_more_when_the_engine_may_be_about_to_close_it()
    {
        string socket = Path.Combine(_directory, "admin.sock");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socket));
        listener.Listen();
        Task serving = ServeAsync(listener);
        using AdminClient client = new(new EngineAddress(socket, null, null, null));

        Ask(client);
        Ask(client);
        Assert.Equal(1, Volatile.Read(ref _connections));
        await Task.Delay(AdminServer.KeepAlive * 0.8);
        Ask(client);
        Assert.Equal(2, Volatile.Read(ref _connections));

        await _end.CancelAsync();
        await serving;
    }

    private static void Ask(AdminClient client) => Assert.Equal(200, client.Send(HttpMethod.Get, "/v1/status", null, CancellationToken.None).Status);

    private async Task ServeAsync(Socket listener)
    {
        List<Task> served = [];
        try
        {
            while (true)
            {
                Socket connection = await listener.AcceptAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                served.Add(AnswerAsync(connection));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task AnswerAsync(Socket connection)
    {
        using NetworkStream stream = new(connection, ownsSocket: true);
        byte[] buffer = new byte[4096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, _end.Token)) > 0;)
            {
                // A request without a body fits into one packet of a local socket.
                Assert.EndsWith("\r\n\r\n", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(), _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}

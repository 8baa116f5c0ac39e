using System.Net.Sockets;
using System.Text;
using LlmTrader.Tools.Hosting.Live.Service;

namespace LlmTrader.Tests.Unit.Live;

public sealed class ServiceNotifierTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_tells_the_manager_over_its_socket(bool isAbstract)
    {
        string path = isAbstract ? $"@llmtrader-test-{Guid.NewGuid():N}" : Path.Combine(Path.GetTempPath(), $"n{Guid.NewGuid():N}");
        using Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + path[1..] : path));
        manager.ReceiveTimeout = 5000;
        try
        {
            using ServiceNotifier notifier = new(path, "3000000");
            Assert.Equal(TimeSpan.FromSeconds(1.5), notifier.WatchdogInterval);
            notifier.Ready();
            notifier.Status("two\nlines");
            notifier.Alive();
            notifier.Stopping();
            Assert.Equal(["READY=1", "STATUS=two lines", "WATCHDOG=1", "STOPPING=1"], [Next(manager), Next(manager), Next(manager), Next(manager)]);
        }
        finally
        {
            if (!isAbstract) { File.Delete(path); }
        }
    }

    [Fact]
    public async Task A_manager_that_does_not_read_holds_nobody_up()
    {
        string path = Path.Combine(Path.GetTempPath(), $"n{Guid.NewGuid():N}");
        using Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            using ServiceNotifier notifier = new(path, null);
            await Task.Run(() => { for (int i = 0; i < 10_000; i++) { notifier.Alive(); } }).WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "0")]
    [InlineData("/nowhere/at/all", "nonsense")]
    public void Without_a_manager_nothing_is_told_and_nothing_fails(string? path, string? watchdog)
    {
        using ServiceNotifier notifier = new(path, watchdog);
        notifier.Ready();
        notifier.Alive();
        Assert.Null(notifier.WatchdogInterval);
    }

    private static string Next(Socket manager)
    {
        byte[] message = new byte[256];
        return Encoding.UTF8.GetString(message, 0, manager.Receive(message));
    }
}

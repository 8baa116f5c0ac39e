using System.Text;

namespace LlmTrader.Tests.Integration.Soak;

/// <summary>Who looks at an engine all the time: one that asks ten times a second, as a screen does, and one that follows the event stream.</summary>
internal sealed class SoakObservers : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Questions = ["/v1/status", "/v1/positions", "/v1/orders", "/v1/feeds", "/v1/metrics"];

    private readonly HttpClient _asking;
    private readonly HttpClient _following;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _tasks;
    private long _answers;
    private long _bytes;

    public SoakObservers(SoakRun run)
    {
        (_asking, _following) = (run.NewAdmin(), run.NewAdmin());
        _tasks = Task.WhenAll(Task.Run(AskAsync), Task.Run(FollowAsync));
    }

    public long Answers => Volatile.Read(ref _answers);

    /// <summary>Of the event stream.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _tasks;
        _asking.Dispose();
        _following.Dispose();
        _end.Dispose();
    }

    private async Task AskAsync()
    {
        using PeriodicTimer timer = new(Period);
        try
        {
            for (int i = 0; await timer.WaitForNextTickAsync(_end.Token); i++)
            {
                using HttpResponseMessage reply = await _asking.GetAsync(new Uri(Questions[i % Questions.Length], UriKind.Relative), _end.Token);
                Assert.True(reply.IsSuccessStatusCode, $"{reply.StatusCode} to {Questions[i % Questions.Length]}");
                Interlocked.Increment(ref _answers);
            }
        }
        catch (OperationCanceledException)
        {
            // The window is over.
        }
    }

    private async Task FollowAsync()
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            using HttpResponseMessage reply = await _following.GetAsync(new Uri("/v1/events?kinds=decision,order,position,equity,trade&symbols=BTCUSDT.BINANCE", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, _end.Token);
            await using Stream stream = await reply.Content.ReadAsStreamAsync(_end.Token);
            while (true)
            {
                int read = await stream.ReadAsync(buffer, _end.Token);
                Assert.True(read > 0, $"The event stream has ended: {Encoding.UTF8.GetString(buffer, 0, 500)}");
                Interlocked.Add(ref _bytes, read);
            }
        }
        catch (OperationCanceledException)
        {
            // As above.
        }
    }
}

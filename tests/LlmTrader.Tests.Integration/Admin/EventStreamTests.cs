using System.Net.Sockets;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Integration.Admin;

/// <summary>The event stream over real connections: nothing missing, nothing twice, and nobody holds up anybody.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task Who_comes_back_with_the_last_id_gets_every_event_exactly_once()
    {
        await using LiveRun run = await LiveRun.StartAsync(options: options => options with { MaxSubscribers = 1_000 });    // Those that left are noticed a moment later.
        Random random = new(11);
        List<string> got = [];
        string? last = null;
        bool isStopped = false;
        int connections = 0;
        List<string> expected = [];
        do
        {
            int most = random.Next(1, 400);
            connections++;
            await foreach ((string id, string name, long sequence) in ReadAsync(run.Client, "/v1/events?kinds=quote,decision,order,position,equity,kill&from=0", last))
            {
                last = id;
                got.Add($"{name} {sequence}");
                if (--most == 0 || (isStopped && got.Count >= expected.Count)) { break; }
            }

            if (got.Count <= 4_000 || isStopped) { continue; }
            isStopped = true;
            run.StopFeeding();
            expected = Expected(run.JournalPath);
        }
        while (!isStopped || got.Count < expected.Count);

        Assert.True(connections > 15, $"{connections} connections");
        Assert.Equal(expected.Order(StringComparer.Ordinal), got.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Where(IsOut), got.Where(IsOut));
        Assert.Equal(expected.Where(one => !IsOut(one)), got.Where(one => !IsOut(one)));
        long at = 0;
        foreach (string one in got)
        {
            long sequence = long.Parse(one.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            if (IsOut(one)) { Assert.True(sequence <= long.MaxValue); } else { Assert.True(sequence > at || at == 0); at = sequence; }
        }
    }

    [Fact]
    public async Task A_symbol_a_kind_and_the_present_can_be_chosen_and_the_stream_shows_signs_of_life()
    {
        await using LiveRun run = await LiveRun.StartAsync(options: options => options with { Heartbeat = TimeSpan.FromMilliseconds(50) });
        long now = run.Views.Place.Sequence;
        int count = 0;
        await foreach ((_, string name, long sequence) in ReadAsync(run.Client, "/v1/events?kinds=trade&symbols=ETHUSDT.SIM", null))
        {
            Assert.Equal("trade", name);
            Assert.True(sequence > now);
            if (++count == 50) { break; }
        }

        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/events?kinds=kill");
        using HttpResponseMessage answer = await run.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync());
        int comments = 0;
        while (comments < 4) { comments += (await reader.ReadLineAsync())!.StartsWith(':') ? 1 : 0; }
    }

    [Fact]
    public async Task Where_the_journal_is_only_written_the_stream_begins_and_goes_on_all_the_same()
    {
        await using LiveRun run = await LiveRun.StartAsync(mode: JournalMode.Async);
        string? last = null;
        await foreach ((string id, _, _) in ReadAsync(run.Client, "/v1/events?kinds=trade", last)) { last = id; break; }
        long first = long.Parse(last!.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);
        await foreach ((_, _, long sequence) in ReadAsync(run.Client, "/v1/events?kinds=trade", last)) { Assert.True(sequence > first); break; }
        Assert.True(first > run.Engine.DurableSequence, "The journal was synced: the test tests nothing.");
    }

    [Fact]
    public async Task One_subscriber_too_many_is_told_to_come_later()
    {
        await using LiveRun run = await LiveRun.StartAsync(options: options => options with { MaxSubscribers = 2 });
        using HttpResponseMessage first = await run.Client.GetAsync("/v1/events", HttpCompletionOption.ResponseHeadersRead);
        using (HttpResponseMessage second = await run.Client.GetAsync("/v1/events", HttpCompletionOption.ResponseHeadersRead))
        {
            using HttpResponseMessage third = await run.Client.GetAsync("/v1/events");
            Assert.Equal((503, true), ((int)third.StatusCode, third.Headers.RetryAfter is not null));
        }

        for (int i = 0; ; i++)
        {
            using HttpResponseMessage again = await run.Client.GetAsync("/v1/events", HttpCompletionOption.ResponseHeadersRead);
            if (again.IsSuccessStatusCode) { break; }
            Assert.True(i < 200, "The place of the one who left stays taken.");
            await Task.Delay(25);
        }
    }

    [Fact]
    public async Task Who_does_not_read_is_dropped_with_a_notice_and_another_one_is_served()
    {
        await using LiveRun run = await LiveRun.StartAsync(rate: 20_000, options: options => options with { SlowLimit = TimeSpan.FromMilliseconds(500) });
        using Socket slow = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await slow.ConnectAsync(new UnixDomainSocketEndPoint(run.Options.SocketPath));
        await slow.SendAsync(Encoding.ASCII.GetBytes("GET /v1/events?kinds=all&from=0 HTTP/1.1\r\nHost: engine\r\n\r\n"));
        string metrics;
        do
        {
            await Task.Delay(50);
            metrics = await run.Client.GetStringAsync("/v1/metrics");
        }
        while (!metrics.Contains("llmtrader_event_subscribers_dropped_total 1", StringComparison.Ordinal));

        StringBuilder text = new();
        byte[] buffer = new byte[1 << 16];
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        while (!text.ToString(Math.Max(0, text.Length - 400), Math.Min(400, text.Length)).Contains("event: dropped", StringComparison.Ordinal))
        {
            int read = await slow.ReceiveAsync(buffer, patience.Token);
            Assert.True(read > 0, $"It ended without a notice: …{text.ToString(Math.Max(0, text.Length - 300), Math.Min(300, text.Length))}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        await foreach ((_, string name, _) in ReadAsync(run.Client, "/v1/events?kinds=trade", null)) { Assert.Equal("trade", name); break; }
    }

    private static bool IsOut(string one) => one.Split(' ')[0] is "decision" or "order" or "position" or "equity";

    private static List<string> Expected(string journal)
    {
        List<string> expected = [];
        JournalDirectory directory = JournalDirectory.Open(journal);
        using JournalFollower input = new(directory);
        EngineEvent e = default;
        while (input.TryRead(ref e))
        {
            if (e.Kind is EventKind.Quote or EventKind.Kill) { expected.Add($"{(e.Kind == EventKind.Quote ? "quote" : "kill")} {e.Sequence}"); }
        }

        using OutJournalFollower output = new(directory);
        OutRecord record = default;
        while (output.TryRead(ref record))
        {
            string? name = record.Kind switch { OutKind.Decision => "decision", OutKind.Order => "order", OutKind.Position => "position", OutKind.Equity => "equity", _ => null };
            if (name is not null) { expected.Add($"{name} {record.Sequence}"); }
        }

        return expected;
    }

    private static async IAsyncEnumerable<(string Id, string Name, long Sequence)> ReadAsync(HttpClient client, string path, string? last)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (last is not null) { request.Headers.Add("Last-Event-ID", last); }
        using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync());
        string id = "", name = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) { id = line[4..]; }
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) { name = line[7..]; }
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) { yield return (id, name, System.Text.Json.JsonDocument.Parse(line[6..]).RootElement.GetProperty("sequence").GetInt64()); }
        }
    }
}

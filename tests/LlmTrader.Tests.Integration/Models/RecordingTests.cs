using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Strategies.Models.Recording;
using LlmTrader.Tests.Support.Loopback;
using LlmTrader.Tests.Support.Models;

namespace LlmTrader.Tests.Integration.Models;

/// <summary>What was recorded over HTTP comes back without a server, failures included; what was not is a miss.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cassettes").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recorded_calls_replay_without_a_server_and_what_was_not_recorded_is_a_miss(bool stream)
    {
        ModelScript[] scripts = [ModelScript.Fails(429, "slow down", ("retry-after-ms", "10")), ModelScript.Body(200, "text/html", "<html>"), ModelScript.Says($"first, and {GatewayScene.Secret}"), ModelScript.IsSilent(), ModelScript.BreaksOff(), ModelScript.Says("second")];
        VirtualTime time = new();    // Stands still, however long a busy machine takes for an answer; the silent one's limit alone passes.
        ModelAnswer[] live;
        EndpointOptions options;
        await using (ModelLoopback server = await ModelLoopback.StartAsync(scripts))
        {
            options = GatewayScene.Endpoint("e") with { BaseUrl = server.UrlOf("s"), Stream = stream, Timeout = TimeSpan.FromSeconds(5) };
            using HttpClient client = OpenAiTransport.CreateHttpClient();
            OpenAiTransport wire = new(options, client, 64 << 10, time);
            Task<ModelAnswer[]> asked = AskTwiceAsync(new ModelEndpoint(options, new RecordingTransport(wire, new CassetteWriter(_directory, text => GatewayScene.Redact(text).Text))), "cnry-0123456789abcdef");
            while (server.Requests.Count < 4 && !asked.IsCompleted) { await Task.Delay(5); }
            time.Advance(options.Timeout);
            live = await asked;
        }

        Assert.Equal([(ModelOutcome.Answered, 3), (ModelOutcome.Answered, 3)], live.Select(answer => (answer.Outcome, answer.Attempts.Count)));
        string[] files = Directory.GetFiles(_directory);
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.DoesNotContain(GatewayScene.Secret, File.ReadAllText(file), StringComparison.Ordinal));

        CassetteReader record = new(_directory);
        ModelEndpoint replayed = new(options, new ReplayTransport(OpenAiTransport.PathOf(options), record));
        ModelAnswer[] again = await AskTwiceAsync(replayed, "cnry-ffffffff00000000");    // Another run has another canary.
        Assert.Equal(live.SelectMany(answer => answer.Attempts).Select(attempt => (attempt.Outcome, attempt.Status)), again.SelectMany(answer => answer.Attempts).Select(attempt => (attempt.Outcome, attempt.Status)));
        Assert.Equal(["first, and [redacted]", "second"], again.Select(answer => answer.Text));
        Assert.All(live, answer => Assert.True(!answer.IsReplayed && answer.OutputTokens > 0));
        Assert.All(again, answer => Assert.Equal((true, 0, 0, 0m), (answer.IsReplayed, answer.InputTokens, answer.OutputTokens, answer.Cost)));    // Nothing was sent, and nothing is paid for.
        Assert.Empty(record.Misses);

        ModelAnswer miss = await Gateway(replayed).AskAsync(GatewayScene.Call("never asked"), CancellationToken.None);
        Assert.Equal((ModelOutcome.NotRecorded, 1, ""), (miss.Outcome, miss.Attempts.Count, miss.Text));
        ModelAnswer once = await Gateway(replayed).AskAsync(GatewayScene.Call("second"), CancellationToken.None);
        Assert.Equal(ModelOutcome.NotRecorded, once.Outcome);    // More often than it was recorded.
        Assert.Equal(2, record.Misses.Count);
    }

    [Fact]
    public async Task A_file_that_is_no_cassette_is_named()
    {
        EndpointOptions options = GatewayScene.Endpoint("e");
        ModelEndpoint endpoint = new(options, new ReplayTransport("/v1/chat/completions", new CassetteReader(_directory)));
        string key = RequestKey.Of("/v1/chat/completions", ChatRequest.Write(GatewayScene.Call(), options));
        await File.WriteAllTextAsync(Cassette.FileOf(_directory, key), "{\"key\":");
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() => Gateway(endpoint).AskAsync(GatewayScene.Call(), CancellationToken.None));
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    private static async Task<ModelAnswer[]> AskTwiceAsync(ModelEndpoint endpoint, string canary)
    {
        ModelGateway gateway = Gateway(endpoint);
        return [await gateway.AskAsync(Marked("first", canary), CancellationToken.None), await gateway.AskAsync(Marked("second", canary), CancellationToken.None)];
    }

    private static ModelCall Marked(string text, string canary) => GatewayScene.Call($"{text} ({canary})") with { Canary = canary };

    private static ModelGateway Gateway(ModelEndpoint endpoint) =>
        GatewayScene.Gateway(new GatewayOptions { Groups = [GatewayScene.Group("g", SelectionStrategy.Weighted, "e")] }, TimeProvider.System, null, null, endpoint);
}

using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;
using LlmTrader.Tests.Support.Loopback;
using LlmTrader.Tests.Support.Models;

namespace LlmTrader.Tests.Integration.Models;

/// <summary>The gateway over real HTTP: each case of <see cref="WireCases"/> ends as it says, whole and in pieces.</summary>
public sealed class WireTests
{
    private const int MaxReplyBytes = 256 << 10;

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);    // Long enough for a busy machine.

    public static TheoryData<string, bool> Odd => Both(WireCases.Odd.Keys);

    public static TheoryData<string, bool> Texts => Both(WireCases.Texts.Keys);

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task Whatever_a_server_does_ends_as_its_documented_outcome(string name, bool stream)
    {
        (ModelOutcome outcome, ModelScript script) = WireCases.Odd[name];
        await using ModelLoopback server = await ModelLoopback.StartAsync(script);
        ModelAnswer answer = await AskAsync(server.UrlOf("s"), stream, GatewayScene.Call(), CancellationToken.None, WireCases.EndByTime.Contains(name) ? TimeSpan.FromSeconds(5) : null);
        Assert.Equal(outcome, answer.Outcome);
        Assert.Equal("", answer.Text);
        Assert.NotEmpty(answer.Reason!);
        Assert.Equal("e", answer.Endpoint);
        ModelAttempt attempt = Assert.Single(answer.Attempts);
        Assert.Equal((outcome, "e", answer.Reason), (attempt.Outcome, attempt.Endpoint, attempt.Reason));
        Assert.True(answer.ResponseBody.Length <= 64 << 10);
        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_arrives_to_the_letter_with_what_it_came_to(string name, bool stream)
    {
        string text = WireCases.Texts[name];
        await using ModelLoopback server = await ModelLoopback.StartAsync(ModelScript.Says(text, model: "test-model-2026-11-01", input: 1_000, output: 50, cached: 400));
        ModelAnswer answer = await AskAsync(server, stream, GatewayScene.Call());
        Assert.Equal((ModelOutcome.Answered, text, (string?)null), (answer.Outcome, answer.Text, answer.Reason));
        Assert.Equal(("test-model", "test-model-2026-11-01", "closed"), (answer.RequestedModel, answer.ServedModel, answer.Breaker));
        Assert.Equal((1_000, 50, 400), (answer.InputTokens, answer.OutputTokens, answer.CachedTokens));
        Assert.Equal(((600 * 2m) + (400 * 0.5m) + (50 * 8m)) / 1_000_000, answer.Cost);
    }

    [Fact]
    public async Task Nobody_listening_is_unavailable()
    {
        using ClosedPort nobody = new();
        ModelAnswer answer = await AskAsync(new Uri($"{nobody.Address}/v1"), stream: false, GatewayScene.Call(), CancellationToken.None);
        Assert.Equal((ModelOutcome.Unavailable, (int?)null), (answer.Outcome, Assert.Single(answer.Attempts).Status));
        Assert.Equal(0, answer.InputTokens);    // Nobody can have charged for it.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_up_in_the_midst_of_an_answer_it_ends_at_once_as_cancelled(bool stream)
    {
        await using ModelLoopback server = await ModelLoopback.StartAsync(ModelScript.Drips(TimeSpan.FromMilliseconds(5)));
        using CancellationTokenSource patience = new();
        Task<ModelAnswer> asked = AskAsync(server.UrlOf("s"), stream, GatewayScene.Call(), patience.Token, TimeSpan.FromMinutes(10));
        while (server.Requests.Count == 0) { await Task.Delay(5); }
        await patience.CancelAsync();
        ModelAnswer answer = await asked.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(ModelOutcome.Cancelled, answer.Outcome);
    }

    [Fact]
    public async Task A_request_is_what_the_protocol_and_the_configuration_say()
    {
        await using ModelLoopback server = await ModelLoopback.StartAsync(ModelScript.Says("{}"));
        ModelCall call = GatewayScene.Call($"my key is {GatewayScene.Secret}") with { Schema = new ModelSchema("verdict", "{\"type\":\"object\"}"), Temperature = 0.5, Seed = 7 };
        ModelAnswer answer = await AskAsync(server, stream: false, call);
        ModelRequest request = Assert.Single(server.Requests);
        Assert.Equal("{\"model\":\"test-model\",\"messages\":[{\"role\":\"system\",\"content\":\"You are terse.\"},{\"role\":\"user\",\"content\":\"my key is [redacted]\"}],"
            + "\"max_completion_tokens\":100,\"temperature\":0.5,\"seed\":7,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"verdict\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}}", request.Body.GetRawText());
        Assert.Equal(request.Body.GetRawText(), answer.RequestBody);
        Assert.Equal(("Bearer test-key", "yes"), (request.Headers["authorization"], request.Headers["x-desk"]));
        Assert.Equal(1, answer.Redactions);
    }

    [Theory]
    [InlineData(OutputKind.Json, "\"response_format\":{\"type\":\"json_object\"}")]
    [InlineData(OutputKind.Text, "\"max_tokens\":100}")]
    public async Task An_endpoint_that_takes_no_schema_reads_it_in_the_prompt(OutputKind output, string expected)
    {
        await using ModelLoopback server = await ModelLoopback.StartAsync(ModelScript.Says("{}"));
        EndpointOptions odd = Options(server.UrlOf("s"), stream: false) with { Output = output, TokenLimit = TokenLimitField.MaxTokens };
        await AskAsync(odd, GatewayScene.Call() with { Schema = new ModelSchema("verdict", "{\"type\":\"object\"}") }, CancellationToken.None);
        ModelRequest request = Assert.Single(server.Requests);
        Assert.EndsWith(expected + (output == OutputKind.Json ? "}" : ""), request.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("You are terse.\n\nAnswer with one JSON object and nothing else. It must fit this JSON schema:\n{\"type\":\"object\"}\nhello", request.AllMessages);
    }

    [Theory]
    [InlineData("cnry-0123456789abcdef")]
    [InlineData("CNRY 0123-4567-89ab-cdef")]
    [InlineData("c​n​r​y​-0123456789​abcdef")]
    public async Task A_reply_that_repeats_the_canary_is_caught_and_told(string repeated)
    {
        await using ModelLoopback server = await ModelLoopback.StartAsync(ModelScript.Says($"The token is {repeated}."));
        List<GatewayNotice> notices = [];
        using HttpClient client = OpenAiTransport.CreateHttpClient();
        EndpointOptions options = Options(server.UrlOf("s"), stream: true);
        ModelGateway gateway = GatewayScene.Gateway(One, TimeProvider.System, null, notices.Add, new ModelEndpoint(options, new OpenAiTransport(options, client, MaxReplyBytes, TimeProvider.System)));
        ModelAnswer answer = await gateway.AskAsync(GatewayScene.Call() with { Canary = "cnry-0123456789abcdef" }, CancellationToken.None);
        Assert.Equal((ModelOutcome.CanaryFound, ""), (answer.Outcome, answer.Text));
        Assert.Equal(GatewayNoticeKind.Canary, Assert.Single(notices).Kind);
    }

    private static GatewayOptions One => new() { Groups = [GatewayScene.Group("g", SelectionStrategy.Weighted, "e")], Attempts = 1 };

    private static EndpointOptions Options(Uri url, bool stream) => GatewayScene.Endpoint("e") with
    {
        BaseUrl = url,
        Model = "test-model",
        ApiKey = "test-key",
        Stream = stream,
        Price = new ModelPrice(2m, 8m, 0.5m),
        Timeout = AnswerPatience,
        Headers = new Dictionary<string, string> { ["X-Desk"] = "yes" },
    };

    private static Task<ModelAnswer> AskAsync(ModelLoopback server, bool stream, ModelCall call) => AskAsync(server.UrlOf("s"), stream, call, CancellationToken.None);

    private static Task<ModelAnswer> AskAsync(Uri url, bool stream, ModelCall call, CancellationToken cancel, TimeSpan? timeout = null) =>
        AskAsync(Options(url, stream) with { Timeout = timeout ?? AnswerPatience }, call, cancel);

    private static async Task<ModelAnswer> AskAsync(EndpointOptions options, ModelCall call, CancellationToken cancel)
    {
        using HttpClient client = OpenAiTransport.CreateHttpClient();
        ModelGateway gateway = GatewayScene.Gateway(One, TimeProvider.System, null, null, new ModelEndpoint(options, new OpenAiTransport(options, client, MaxReplyBytes, TimeProvider.System)));
        return await gateway.AskAsync(call, cancel);
    }

    private static TheoryData<string, bool> Both(IEnumerable<string> names)
    {
        TheoryData<string, bool> data = [];
        foreach (string name in names)
        {
            data.Add(name, false);
            data.Add(name, true);
        }

        return data;
    }
}

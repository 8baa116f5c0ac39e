using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>
/// The official client, used by its protocol method: it builds, signs and sends the request, and leaves the reply's body to us, so that
/// nothing in it can throw. It does not try again: the gateway's loop is the only one.
/// </summary>
public sealed class OpenAiTransport : IModelTransport
{
    // The client insists on one; servers that ask for no key do not look at it.
    private const string NoKey = "none";

    private readonly EndpointOptions _options;
    private readonly ChatClient _client;
    private readonly TimeProvider _time;
    private readonly int _maxReplyBytes;

    /// <param name="options">Where to, and with what key.</param>
    /// <param name="client">Without a time-out and without redirects of its own; see <see cref="CreateHttpClient"/>.</param>
    /// <param name="maxReplyBytes">A reply's body is read no further.</param>
    /// <param name="time">By which the time-out runs.</param>
    public OpenAiTransport(EndpointOptions options, HttpClient client, int maxReplyBytes, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxReplyBytes);
        _options = options;
        _time = time;
        _maxReplyBytes = maxReplyBytes;
        Path = PathOf(options);
        _client = new ChatClient(options.Model, new ApiKeyCredential(options.ApiKey ?? NoKey), new OpenAIClientOptions
        {
            Endpoint = options.BaseUrl,
            Transport = new HttpClientPipelineTransport(client),
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = System.Threading.Timeout.InfiniteTimeSpan,    // Ours is for the whole attempt.
        });
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>Where an endpoint's requests are posted to.</summary>
    public static string PathOf(EndpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return $"{options.BaseUrl.AbsolutePath.TrimEnd('/')}/chat/completions";
    }

    /// <summary>A client for any number of endpoints. It follows no redirect: a prompt goes to the configured host or nowhere.</summary>
    public static HttpClient CreateHttpClient()
    {
#pragma warning disable CA2000 // The client owns it.
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseCookies = false };
#pragma warning restore CA2000
        return new HttpClient(handler, disposeHandler: true) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public async Task<RawReply> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        long start = _time.GetTimestamp();
        using CancellationTokenSource limit = new(_options.Timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        using MemoryStream read = new();
        RawReply reply = new() { End = TransportEnd.Unreachable };
        try
        {
            using BinaryContent content = BinaryContent.Create(BinaryData.FromBytes(body));
            ClientResult result = await _client.CompleteChatAsync(content, Request(either.Token)).ConfigureAwait(false);
            using PipelineResponse response = result.GetRawResponse();
            reply = Head(response) with { End = TransportEnd.CutOff };
            bool isWhole = response.ContentStream is not { } stream || await BoundedBody.ReadAsync(stream, read, _maxReplyBytes, either.Token).ConfigureAwait(false);
            reply = reply with { End = isWhole ? TransportEnd.Complete : TransportEnd.TooLong };
        }
#pragma warning disable CA1031 // Whatever a server or the client makes of it ends as a value: there is no exception that would be more.
        catch (Exception error)
#pragma warning restore CA1031
        {
            TransportEnd end = cancel.IsCancellationRequested ? TransportEnd.Cancelled : limit.IsCancellationRequested || error is OperationCanceledException ? TransportEnd.TimedOut : reply.End;
            reply = reply with { End = end, Problem = Sentence(error) };
        }

        return reply with { Body = read.ToArray(), Elapsed = _time.GetElapsedTime(start) };
    }

    private RequestOptions Request(CancellationToken cancel)
    {
        RequestOptions request = new() { ErrorOptions = ClientErrorBehaviors.NoThrow, BufferResponse = false, CancellationToken = cancel };
        foreach ((string name, string value) in _options.Headers) { request.SetHeader(name, value); }
        return request;
    }

    private RawReply Head(PipelineResponse response)
    {
        response.Headers.TryGetValue("retry-after-ms", out string? milliseconds);
        response.Headers.TryGetValue("retry-after", out string? seconds);
        response.Headers.TryGetValue("content-type", out string? type);
        return new RawReply { End = TransportEnd.CutOff, Status = response.Status, ContentType = type, RetryAfter = RetryAfter.Of(milliseconds, seconds, _time.GetUtcNow()) };
    }

    // The innermost says what happened; those around it say that something did.
    private static string Sentence(Exception error)
    {
        while (error.InnerException is { } inner) { error = inner; }
        return error.Message.ReplaceLineEndings(" ");
    }
}

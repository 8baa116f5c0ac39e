using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Tools.Hosting.Admin.Contracts;

namespace LlmTrader.Tools.Hosting.Admin.Client;

/// <param name="Status">Of HTTP.</param>
/// <param name="Body">Text, mostly JSON.</param>
public sealed record AdminAnswer(int Status, string Body);

/// <summary>Asks a running engine over its admin API. What it refuses, and its absence, becomes an <see cref="EngineCallException"/>.</summary>
public sealed class AdminClient : IDisposable
{
    // A command's reply waits for the journal and its views; a busy machine has time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A connection may be closed by the engine at any time after KeepAlive, and a request that meets it there is lost: it is not used again long before.
    private static readonly TimeSpan LongestIdle = AdminServer.KeepAlive / 2;

    // A newer engine may say more than this program knows.
    private static readonly AdminJson Lenient = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    private readonly HttpClient _http;
    private readonly EngineAddress _address;

    public AdminClient(EngineAddress address)
    {
        _address = address;
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseProxy = false, PooledConnectionIdleTimeout = LongestIdle };
        if (address.Socket is { } socket) { handler.ConnectCallback = (_, cancel) => ConnectAsync(socket, cancel); }
        _http = new HttpClient(handler) { BaseAddress = address.Url ?? new Uri("http://engine"), Timeout = Timeout.InfiniteTimeSpan };
        if (address.Key is { } key) { _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key); }
    }

    /// <summary>Reads what the engine answered, unknown fields aside.</summary>
    public static T Read<T>(string body) => (T)JsonSerializer.Deserialize(body, typeof(T), Lenient)!;

    public T Get<T>(string path, CancellationToken cancel) => Read<T>(Send(HttpMethod.Get, path, null, cancel).Body);

    /// <param name="method">Of HTTP.</param>
    /// <param name="path">With its query.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="patience">How long the answer may take; as long as a busy machine needs when it is left out.</param>
    /// <param name="key">Of idempotency: under it the engine does it once; null for none.</param>
    /// <exception cref="EngineCallException">It was not done, or is not known to be.</exception>
    public AdminAnswer Send(HttpMethod method, string path, JsonObject? body, CancellationToken cancel, TimeSpan? patience = null, string? key = null) =>
        SendAsync(method, path, body, patience ?? Patience, key, cancel).GetAwaiter().GetResult();

    /// <summary>Opens an answer that has no end.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        HttpResponseMessage answer;
        try { answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false); }
        catch (HttpRequestException error) { throw Absence(error); }
        if (answer.IsSuccessStatusCode) { return answer; }
        using (answer) { throw Refusal(answer, await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false)); }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(string socket, CancellationToken cancel)
    {
        Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel).ConfigureAwait(false);
            return new NetworkStream(connection, ownsSocket: true);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private async Task<AdminAnswer> SendAsync(HttpMethod method, string path, JsonObject? body, TimeSpan patience, string? key, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(method, path);
        if (key is not null) { request.Headers.Add("Idempotency-Key", key); }
        if (body is not null) { request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"); }
        using CancellationTokenSource inTime = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        inTime.CancelAfter(patience);
        try
        {
            using HttpResponseMessage answer = await _http.SendAsync(request, inTime.Token).ConfigureAwait(false);
            string text = await answer.Content.ReadAsStringAsync(inTime.Token).ConfigureAwait(false);
            return answer.Content.Headers.ContentType?.MediaType == "application/problem+json" || text.Length == 0 && !answer.IsSuccessStatusCode ? throw Refusal(answer, text) : new AdminAnswer((int)answer.StatusCode, text);
        }
        catch (HttpRequestException error) { throw Absence(error); }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new EngineCallException(EngineCallKind.Fault, $"The engine at {_address} took the request and has not answered within {patience.TotalSeconds:0} s.", "See `llmtrader logs engine`; `llmtrader ctl audit` tells whether a change was recorded.", error) { IsSilence = true };
        }
    }

    private static EngineCallException Refusal(HttpResponseMessage answer, string body)
    {
        int status = (int)answer.StatusCode;
        EngineCallKind kind = status switch { 400 or 404 or 405 or 413 or 415 => EngineCallKind.Request, >= 500 => EngineCallKind.Fault, _ => EngineCallKind.Refused };
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") { return new EngineCallException(kind, $"The engine answered {status} {answer.ReasonPhrase}.", null); }
        Problem problem = Read<Problem>(body);
        string errors = problem.Errors is { Count: > 1 } several ? string.Concat(several.Select(error => $"\n  {error}")) : "";
        return new EngineCallException(kind, problem.Detail + errors, problem.Remedy) { IsAbsence = status == 503 };
    }

    private EngineCallException Absence(HttpRequestException error)
    {
        string config = _address.ConfigFile is { } file ? $" --config {file}" : "";
        if (error.InnerException is SocketException { SocketErrorCode: SocketError.AccessDenied })
        {
            return new EngineCallException(EngineCallKind.Fault, $"The socket {_address} may be opened by the engine's own user alone.", "Run this as that user, or as root.", error);
        }

        return error.HttpRequestError == HttpRequestError.ConnectionError
            ? new EngineCallException(EngineCallKind.Fault, $"No engine answers at {_address}.", $"`llmtrader status{config}` tells how it stands and `llmtrader logs engine{config}` why; `llmtrader up{config} --detach` or `llmtrader engine{config}` starts it. Another engine is named by --config.", error) { IsAbsence = true }
            : new EngineCallException(EngineCallKind.Fault, $"The engine at {_address} broke the connection off: {error.Message}", "It answers its own user and root alone; else `llmtrader logs engine` tells why.", error) { IsAbsence = true };
    }
}

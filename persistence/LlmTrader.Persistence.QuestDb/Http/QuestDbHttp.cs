using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>QuestDB's HTTP server: rows to <c>/write</c>, statements to <c>/exec</c>. For one caller at a time.</summary>
internal sealed class QuestDbHttp : IDisposable
{
    private readonly QuestDbOptions _options;
    private readonly RetryPolicy _retry;
    private readonly HttpClient _client;
    private readonly MemoryStream _compressed = new();

    public QuestDbHttp(QuestDbOptions options, Action<RetriedRequest> onRetry)
    {
        _options = options;
        _retry = new RetryPolicy(options, onRetry);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,    // A redirected POST would lose its rows.
            UseProxy = false,
            ConnectTimeout = options.RequestTimeout,
        })
        {
            BaseAddress = options.Endpoint,
            Timeout = Timeout.InfiniteTimeSpan,    // Each request has its own.
        };
        if (options.Token is { } token) { _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token); }
        if (options.User is { } user) { _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}"))); }
    }

    /// <summary>Sends rows, again and again while that can help.</summary>
    public Task<HttpAnswer> WriteAsync(ReadOnlyMemory<byte> rows, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> body = _options.Gzip ? Compress(rows) : rows;
        TimeSpan timeout = _options.RequestTimeout + TimeSpan.FromSeconds((double)body.Length / _options.MinBytesPerSecond);
        return _retry.RunAsync(token => SendAsync(() => WriteRequest(body), timeout, token), cancel);
    }

    /// <summary>Runs a statement; the answer is QuestDB's JSON.</summary>
    /// <exception cref="QuestDbException">QuestDB refuses the statement.</exception>
    public async Task<string> ExecuteAsync(string statement, CancellationToken cancel)
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"/exec?query={Uri.EscapeDataString(statement)}");
        HttpAnswer answer = await _retry.RunAsync(token => SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address), _options.RequestTimeout, token), cancel).ConfigureAwait(false);
        return answer.IsSuccess ? answer.Body : throw new QuestDbException($"QuestDB at {_options.Endpoint} refused a statement (HTTP {(int)answer.Status}): {answer.Excerpt} The statement: {statement}", answer.Remedy);
    }

    public void Dispose()
    {
        _client.Dispose();
        _compressed.Dispose();
    }

    private HttpRequestMessage WriteRequest(ReadOnlyMemory<byte> body)
    {
        ReadOnlyMemoryContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        if (_options.Gzip) { content.Headers.ContentEncoding.Add("gzip"); }
        return new HttpRequestMessage(HttpMethod.Post, "/write?precision=n") { Content = content };
    }

    private async Task<HttpAnswer> SendAsync(Func<HttpRequestMessage> make, TimeSpan timeout, CancellationToken cancel)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(timeout);
        using HttpRequestMessage request = make();
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, deadline.Token).ConfigureAwait(false);
        string body = await response.Content.ReadAsStringAsync(deadline.Token).ConfigureAwait(false);
        return new HttpAnswer(response.StatusCode, body, response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero);
    }

    private ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> rows)
    {
        _compressed.SetLength(0);
        using (GZipStream gzip = new(_compressed, CompressionLevel.Fastest, leaveOpen: true)) { gzip.Write(rows.Span); }
        return _compressed.GetBuffer().AsMemory(0, (int)_compressed.Length);
    }
}

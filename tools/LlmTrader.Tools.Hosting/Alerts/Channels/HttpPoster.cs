using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmTrader.Tools.Hosting.Alerts.Channels;

/// <summary>Posts JSON to a service and hands its answer to whoever knows what it means. Errors are told without secrets.</summary>
internal sealed class HttpPoster(HttpClient client, SecretMask mask)
{
    /// <summary>What is read of an answer; those that are awaited have less than a kilobyte.</summary>
    private const int MaxReplyBytes = 64 << 10;

    // Texts stay readable in what a service logs; nothing of it goes into a page.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A client for all channels: it follows no redirect, because messages and tokens would go with it, and keeps no cookies.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,   // Each call has a limit of its own.
        MaxResponseContentBufferSize = MaxReplyBytes,
    };

    public static byte[] Serialize<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Json);

    public async Task<AlertDelivery> PostAsync(Uri address, byte[] body, Func<HttpReply, AlertDelivery> judge, CancellationToken cancel, params (string Name, string Value)[] headers)
    {
        AlertDelivery delivery = await PostUncleanedAsync(address, body, judge, headers, cancel);
        return delivery.Error is { } error ? delivery with { Error = mask.Clean(error) } : delivery;
    }

    private async Task<AlertDelivery> PostUncleanedAsync(Uri address, byte[] body, Func<HttpReply, AlertDelivery> judge, (string Name, string Value)[] headers, CancellationToken cancel)
    {
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            foreach ((string name, string value) in headers) { request.Headers.Add(name, value); }
            using HttpResponseMessage response = await client.SendAsync(request, cancel);
            return judge(await ReadAsync(response, cancel));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return AlertDelivery.Unreachable(e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{e.Message.Replace(", see inner exception", "", StringComparison.Ordinal)} ({inner.Message})" : e.Message);
        }
    }

    private static async Task<HttpReply> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        string text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancel));
        RetryConditionHeaderValue? retry = response.Headers.RetryAfter;
        return new HttpReply((int)response.StatusCode, ObjectOf(text), text, retry?.Delta);
    }

    private static JsonElement? ObjectOf(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Seconds or milliseconds of a time, as signatures hold them.</summary>
    public static string UnixText(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Net;

namespace LlmTrader.Feeds.Binance;

/// <summary>What became of a request.</summary>
/// <param name="Body">The answer; empty unless <paramref name="IsSuccess"/>.</param>
/// <param name="IsSuccess">The venue answered 200.</param>
/// <param name="Problem">Why not, for people; else null.</param>
public readonly record struct RestAnswer(ReadOnlyMemory<byte> Body, bool IsSuccess, string? Problem);

/// <summary>
/// Public requests to the venue, one at a time, within our share of its weight units. After 429 (too many) or 418 (banned) nothing is
/// sent until the time that the venue names; nor after 403, which its firewall answers.
/// </summary>
public sealed class BinanceRest : IDisposable
{
    private const int LongestProblem = 200;

    private readonly BinanceFeedOptions _options;
    private readonly WeightBudget _budget;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _client;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _refusals;

    public BinanceRest(BinanceFeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _budget = new WeightBudget(options.WeightPerMinute, options.WeightPeriod);
        _handler = new SocketsHttpHandler
        {
            UseProxy = options.Proxy is not null,
            Proxy = options.Proxy is { } proxy ? new WebProxy(proxy) : null,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
        };
        _client = new HttpClient(_handler, disposeHandler: false)
        {
            BaseAddress = new Uri(options.RestUrl.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = options.RequestTimeout,
            MaxResponseContentBufferSize = options.MaxAnswerBytes,
        };
    }

    /// <summary>Requests that the venue refused for their rate.</summary>
    public long Refusals => Volatile.Read(ref _refusals);

    /// <summary>The venue's price of a book snapshot.</summary>
    public static int SnapshotWeight(int levels) => levels switch { <= 100 => 5, <= 500 => 25, <= 1_000 => 50, _ => 250 };

    /// <summary>Sends <c>GET /api/v3/…</c> when its turn has come. Throws <see cref="OperationCanceledException"/> only when told to stop.</summary>
    /// <param name="path">From <c>api/</c> on.</param>
    /// <param name="weight">What the venue counts for it.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task<RestAnswer> GetAsync(string path, int weight, CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            while (_budget.TimeUntilRoom(weight) is var wait && wait > TimeSpan.Zero) { await Task.Delay(wait, stop).ConfigureAwait(false); }
            _budget.Spend(weight);
            using HttpResponseMessage response = await _client.GetAsync(new Uri(path, UriKind.Relative), stop).ConfigureAwait(false);
            Learn(response);
            byte[] body = await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK) { return new RestAnswer(body, true, null); }
            string text = System.Text.Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, LongestProblem));
            return new RestAnswer(default, false, string.Create(CultureInfo.InvariantCulture, $"{path}: HTTP {(int)response.StatusCode} {text}"));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return new RestAnswer(default, false, $"{path}: {ConnectionFault.Text(fault)}");
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
        _turn.Dispose();
    }

    private void Learn(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("X-MBX-USED-WEIGHT-1M", out IEnumerable<string>? values)
            && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int used)) { _budget.VenueCounts(used); }

        if ((int)response.StatusCode is not (429 or 418 or 403)) { return; }
        Interlocked.Increment(ref _refusals);
        TimeSpan wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - DateTimeOffset.UtcNow,
            _ => _options.RestAfterRefusal,
        };
        _budget.RestFor(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }
}

using System.Net;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>Which failures are worth a repetition, and when it comes.</summary>
internal sealed class RetryPolicy(QuestDbOptions options, Action<RetriedRequest> onRetry)
{
    private readonly Random _jitter = new();

    public static bool IsTransient(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    /// <summary>Repeats until there is an answer that a repetition would not change.</summary>
    /// <param name="attempt">Sends once. Connections that fail and answers that do not come in time throw, as HttpClient does.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="QuestDbException">It failed for as long as the options allow.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task<HttpAnswer> RunAsync(Func<CancellationToken, Task<HttpAnswer>> attempt, CancellationToken cancel)
    {
        long start = Environment.TickCount64;
        for (int failures = 1; ; failures++)
        {
            string reason;
            TimeSpan asked = TimeSpan.Zero;
            Exception? cause = null;
            try
            {
                HttpAnswer answer = await attempt(cancel).ConfigureAwait(false);
                if (!IsTransient(answer.Status)) { return answer; }
                reason = $"HTTP {(int)answer.Status}: {answer.Excerpt}";
                asked = answer.RetryAfter;
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                cause = error;
                reason = error is OperationCanceledException ? "no answer in time" : (error.InnerException ?? error).Message;
            }

            bool isOver = options.RetryFor != Timeout.InfiniteTimeSpan && Environment.TickCount64 - start >= options.RetryFor.TotalMilliseconds;
            if (isOver) { throw new QuestDbException($"QuestDB at {options.Endpoint} does not take requests: {reason}", remedy: null, cause); }
            TimeSpan delay = DelayAfter(failures);
            if (asked > delay) { delay = asked < options.MaxRetryDelay ? asked : options.MaxRetryDelay; }
            onRetry(new RetriedRequest(failures, delay, reason));
            await Task.Delay(delay, cancel).ConfigureAwait(false);
        }
    }

    // Half of it is chance, so that many clients do not come back at the same moment.
    private TimeSpan DelayAfter(int failures)
    {
        double full = Math.Min(options.RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)), options.MaxRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds((full / 2) + (full / 2 * _jitter.NextDouble()));
    }
}

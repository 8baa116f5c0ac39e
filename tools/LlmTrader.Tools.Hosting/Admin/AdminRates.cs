using System.Globalization;
using System.Threading.RateLimiting;
using LlmTrader.Tools.Hosting.Admin.Endpoints;
using LlmTrader.Tools.Hosting.Admin.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace LlmTrader.Tools.Hosting.Admin;

/// <summary>How much a caller may ask for: reads, changes and kills each have a share of their own.</summary>
internal static class AdminRates
{
    // One token is as long as the bucket's own steps are coarse.
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    public static void Configure(RateLimiterOptions limiter, AdminServices services)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = (rejected, _) =>
        {
            services.Counters.OnLimited();
            TimeSpan wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan told) ? told : TimeSpan.FromSeconds(1);
            rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return new ValueTask(Problems.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, "rate_limited", "More requests than this caller may make.", "Wait as long as Retry-After says, in seconds."));
        };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (string, int)>(http => BucketOf(http, services.Options));
    }

    private static RateLimitPartition<(string, int)> BucketOf(HttpContext http, AdminOptions options)
    {
        bool isKill = http.GetEndpoint()?.Metadata.GetMetadata<IsKill>() is not null;
        int perSecond = isKill ? options.KillsPerSecond : HttpMethods.IsGet(http.Request.Method) ? options.ReadsPerSecond : options.WritesPerSecond;
        int share = isKill ? 2 : HttpMethods.IsGet(http.Request.Method) ? 0 : 1;
        return RateLimitPartition.GetTokenBucketLimiter((Caller.Of(http).Identity, share), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 2 * perSecond,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = perSecond >= 10 ? Period : TimeSpan.FromSeconds(1.0 / perSecond),
            QueueLimit = 0,
            AutoReplenishment = true,
        });
    }
}

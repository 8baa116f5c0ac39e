using System.Threading.RateLimiting;

namespace LlmTrader.Tools.Hosting.Admin.Security;

/// <summary>How often one may come without a valid key, all who do taken together: whoever guesses, and whoever only wants to keep us busy.</summary>
internal sealed class StrangerLimit : IDisposable
{
    private readonly TokenBucketRateLimiter _limiter = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = 100, TokensPerPeriod = 5, ReplenishmentPeriod = TimeSpan.FromMilliseconds(100), QueueLimit = 0, AutoReplenishment = true,
    });

    public bool Lets()
    {
        using RateLimitLease lease = _limiter.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}

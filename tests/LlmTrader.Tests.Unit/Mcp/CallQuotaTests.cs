using LlmTrader.Tools.Hosting.Mcp.Calls;

namespace LlmTrader.Tests.Unit.Mcp;

/// <summary>No stretch of time has more calls than the quota, wherever it begins.</summary>
public sealed class CallQuotaTests
{
    private readonly SteppedClock _clock = new();

    [Fact]
    public void The_last_one_waits_until_the_first_is_a_window_ago()
    {
        CallQuota quota = new(2, TimeSpan.FromMinutes(1), _clock);
        Assert.True(quota.TryTake(out _));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(quota.TryTake(out _));
        Assert.False(quota.TryTake(out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(40), wait);
        _clock.Advance(wait - TimeSpan.FromTicks(1));
        Assert.False(quota.TryTake(out _));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.True(quota.TryTake(out _));
        Assert.False(quota.TryTake(out _));
    }

    [Fact]
    public void None_is_none_for_ever()
    {
        CallQuota quota = new(0, TimeSpan.FromHours(1), _clock);
        Assert.False(quota.TryTake(out TimeSpan wait));
        Assert.Equal(Timeout.InfiniteTimeSpan, wait);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.False(quota.TryTake(out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_window_of_a_long_run_keeps_to_it(int seed)
    {
        Random random = new(seed);
        CallQuota quota = new(7, TimeSpan.FromSeconds(10), _clock);
        List<DateTimeOffset> taken = [];
        for (int i = 0; i < 5_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(0, 900)));
            if (quota.TryTake(out _)) { taken.Add(_clock.GetUtcNow()); }
        }

        Assert.True(taken.Count > 1_000);
        Assert.All(taken.Zip(taken.Skip(7)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Threads_together_get_no_more()
    {
        CallQuota quota = new(100, TimeSpan.FromMinutes(1), _clock);
        int taken = 0;
        Parallel.For(0, 1_000, _ => { if (quota.TryTake(out TimeSpan _)) { Interlocked.Increment(ref taken); } });
        Assert.Equal(100, taken);
    }
}

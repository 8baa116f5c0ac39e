using LlmTrader.Tools.Hosting.Supervision;

namespace LlmTrader.Tests.Unit.Supervision;

public sealed class RestartPolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Pauses_grow_and_too_many_deaths_end_it()
    {
        RestartPolicy policy = new(new RestartLimits { Restarts = 4, Window = TimeSpan.FromMinutes(10), FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(5) });
        double?[] pauses = [.. Enumerable.Range(0, 6).Select(i => policy.OnDeath(Start.AddSeconds(i))?.TotalSeconds)];
        Assert.Equal([1, 2, 4, 5, null, null], pauses);
    }

    [Fact]
    public void What_lies_before_the_window_is_forgotten()
    {
        RestartPolicy policy = new(new RestartLimits { Restarts = 1, Window = TimeSpan.FromMinutes(10) });
        Assert.NotNull(policy.OnDeath(Start));
        Assert.Null(policy.OnDeath(Start.AddMinutes(9.9)));
        Assert.Equal(TimeSpan.FromSeconds(1), policy.OnDeath(Start.AddMinutes(10)));
    }
}

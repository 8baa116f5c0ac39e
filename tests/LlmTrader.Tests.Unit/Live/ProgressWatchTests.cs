using LlmTrader.Tools.Hosting.Live.Upkeep;

namespace LlmTrader.Tests.Unit.Live;

public sealed class ProgressWatchTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ProgressWatch _watch = new(TimeSpan.FromSeconds(10));

    [Fact]
    public void Work_that_does_not_get_on_is_seen_after_a_while()
    {
        Assert.True(At(0, 100, 50));
        Assert.True(At(9.9, 200, 50));
        Assert.False(At(10, 200, 50));
        Assert.True(At(11, 300, 51));
        Assert.True(At(20.9, 300, 51));
    }

    [Fact]
    public void Nothing_to_do_is_no_standstill()
    {
        Assert.True(At(0, 100, 99));
        Assert.True(At(1000, 100, 99));
        Assert.True(At(1001, 101, 99));   // The wait begins with the work.
        Assert.False(At(1011, 101, 99));
    }

    private bool At(double seconds, long events, long passed) => _watch.IsMoving(events, passed, Start.AddSeconds(seconds));
}

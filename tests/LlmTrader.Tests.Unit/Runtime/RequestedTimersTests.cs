using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class RequestedTimersTests
{
    private static readonly TimerId Id = new(1);

    private readonly RequestedTimers _timers = new();

    [Fact]
    public void One_firing_answers_all_requests_before_it_and_none_behind_it()
    {
        _timers.OnRequested(Id, new Timestamp(10));
        _timers.OnRequested(Id, new Timestamp(10));
        Assert.Equal([(new Timestamp(10), Id)], _timers.Pending);
        Assert.True(Fires(10, sequence: 5));
        Assert.Empty(_timers.Pending);
        _timers.OnRequested(Id, new Timestamp(10));
        Assert.Single(_timers.Pending);
    }

    [Fact]
    public void A_request_that_was_known_too_late_fires_once_more_and_no_oftener_than_it_was_asked_for()
    {
        _timers.OnRequested(Id, new Timestamp(10));
        _timers.OnRequested(Id, new Timestamp(10));
        Assert.True(Fires(10, sequence: 5));
        Assert.True(Fires(10, sequence: 6));
        Assert.False(Fires(10, sequence: 7));
    }

    [Fact]
    public void What_was_answered_long_ago_is_forgotten_and_what_is_pending_is_not()
    {
        _timers.OnRequested(Id, new Timestamp(10));
        _timers.OnRequested(Id, new Timestamp(10));
        _timers.OnRequested(Id, new Timestamp(20));
        Assert.True(Fires(10, sequence: 5));
        _timers.Forget(100);
        _timers.Forget(1L << 40);
        Assert.False(Fires(10, sequence: 1L << 40));
        Assert.Equal([(new Timestamp(20), Id)], _timers.Pending);
    }

    [Fact]
    public void They_are_given_in_the_order_in_which_they_fire()
    {
        _timers.OnRequested(new TimerId(7), new Timestamp(20));
        _timers.OnRequested(new TimerId(9), new Timestamp(10));
        _timers.OnRequested(new TimerId(3), new Timestamp(20));
        Assert.Equal([9, 3, 7], _timers.Pending.Select(timer => timer.Id.Value));
    }

    private bool Fires(long due, long sequence) => _timers.TryFire(new TimerFired { Id = Id, Due = new Timestamp(due) }, sequence);
}

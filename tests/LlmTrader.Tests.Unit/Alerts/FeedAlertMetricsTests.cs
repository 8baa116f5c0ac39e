using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Alerts;

namespace LlmTrader.Tests.Unit.Alerts;

public sealed class FeedAlertMetricsTests
{
    private readonly SteppedTime _time = new();
    private readonly AlertMetricSet _measured = new();
    private FeedStatus _status = new() { Name = "venue" };

    [Fact]
    public void A_feed_that_never_spoke_has_no_age() => Assert.True(double.IsNaN(Of(Metrics(), AlertMetricNames.FeedAgeSeconds)));

    [Fact]
    public void A_connected_feed_is_so_old_as_its_last_message()
    {
        _status = _status with { State = FeedState.Connected, LastMessageAge = new Duration(1_500_000_000) };
        FeedAlertMetrics metrics = Metrics();
        Assert.Equal((1, 1.5), (Of(metrics, AlertMetricNames.FeedConnected), Of(metrics, AlertMetricNames.FeedAgeSeconds)));
        _status = _status with { State = FeedState.Waiting };
        Assert.Equal(0, Of(metrics, AlertMetricNames.FeedConnected));
    }

    [Fact]
    public void Reconnects_count_for_an_hour_and_gaps_for_a_minute()
    {
        _status = _status with { Reconnects = 100, Gaps = 7 };
        FeedAlertMetrics metrics = Metrics();
        Assert.Equal((0, 0), (Of(metrics, AlertMetricNames.FeedReconnectsPerHour), Of(metrics, AlertMetricNames.FeedGapsPerMinute)));
        _time.Step(TimeSpan.FromSeconds(61));
        Of(metrics, AlertMetricNames.FeedGapsPerMinute);
        _status = _status with { Reconnects = 103, Gaps = 9 };
        _time.Step(TimeSpan.FromSeconds(10));
        Assert.Equal((3, 2), (Of(metrics, AlertMetricNames.FeedReconnectsPerHour), Of(metrics, AlertMetricNames.FeedGapsPerMinute)));
        for (int second = 0; second < 70; second++) { _time.Step(TimeSpan.FromSeconds(1)); Of(metrics, AlertMetricNames.FeedGapsPerMinute); }
        Assert.Equal((3, 0), (Of(metrics, AlertMetricNames.FeedReconnectsPerHour), Of(metrics, AlertMetricNames.FeedGapsPerMinute)));
        for (int minute = 0; minute < 62; minute++) { _time.Step(TimeSpan.FromMinutes(1)); Of(metrics, AlertMetricNames.FeedGapsPerMinute); }
        Assert.Equal(0, Of(metrics, AlertMetricNames.FeedReconnectsPerHour));
    }

    private FeedAlertMetrics Metrics() => new([new ScriptedFeed(() => _status)], _time);

    private double Of(FeedAlertMetrics metrics, string name)
    {
        _measured.Clear();
        metrics.Measure(_measured);
        return Assert.Single(_measured.All, metric => metric.Name == name && metric.Subject == "venue").Value;
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Step(TimeSpan by) => _ticks += by.Ticks;
    }

    private sealed class ScriptedFeed(Func<FeedStatus> status) : ILiveFeed
    {
        public string Name => "venue";

        public FeedStatus Status => status();

        public void Start()
        {
        }

        public Task StopAsync() => Task.CompletedTask;

        public bool Resubscribe(InstrumentId instrument) => false;

        public void Disconnect()
        {
        }

        public void Reconnect()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

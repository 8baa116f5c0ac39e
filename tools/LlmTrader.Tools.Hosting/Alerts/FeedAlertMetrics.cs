using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>What is measured of live feeds: by what they say of themselves, which costs them nothing.</summary>
public sealed class FeedAlertMetrics(IReadOnlyList<ILiveFeed> feeds, TimeProvider time) : IAlertMetrics
{
    private readonly Windows[] _windows = [.. feeds.Select(_ => new Windows())];
    private readonly long _start = time.GetTimestamp();

    /// <inheritdoc/>
    public void Measure(AlertMetricSet into)
    {
        ArgumentNullException.ThrowIfNull(into);
        TimeSpan now = time.GetElapsedTime(_start);
        for (int i = 0; i < feeds.Count; i++)
        {
            FeedStatus status = feeds[i].Status;
            into.Add(AlertMetricNames.FeedConnected, status.Name, status.State == FeedState.Connected ? 1 : 0);
            into.Add(AlertMetricNames.FeedAgeSeconds, status.Name, status.LastMessageAge is { } age ? age.Nanoseconds / 1e9 : double.NaN);
            into.Add(AlertMetricNames.FeedReconnectsPerHour, status.Name, _windows[i].Reconnects.Grown(now, status.Reconnects));
            into.Add(AlertMetricNames.FeedGapsPerMinute, status.Name, _windows[i].Gaps.Grown(now, status.Gaps));
            into.Add(AlertMetricNames.FeedDroppedPerMinute, status.Name, _windows[i].Dropped.Grown(now, status.Dropped));
        }
    }

    private sealed class Windows
    {
        public CounterWindow Reconnects { get; } = new(TimeSpan.FromHours(1));

        public CounterWindow Gaps { get; } = new(TimeSpan.FromMinutes(1));

        public CounterWindow Dropped { get; } = new(TimeSpan.FromMinutes(1));
    }
}

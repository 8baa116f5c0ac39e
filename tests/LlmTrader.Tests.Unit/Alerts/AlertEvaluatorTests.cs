using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Alerts.Rules;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Unit.Alerts;

public sealed class AlertEvaluatorTests
{
    private readonly List<AlertNotice> _told = [];

    [Fact]
    public void A_metric_is_told_of_once_it_lasts_and_again_when_it_is_over()
    {
        AlertEvaluator evaluator = Evaluator(new AlertRule { Name = "stale", Metric = "feed.age_seconds", Above = 30, For = TimeSpan.FromSeconds(10) });
        Sample(evaluator, 0, 31);
        Sample(evaluator, 9, 40);
        Assert.Empty(_told);
        Sample(evaluator, 10, 41.5);
        Sample(evaluator, 20, 51);
        Sample(evaluator, 30, 1);
        Sample(evaluator, 31, 1);

        Assert.Equal(["feed.age_seconds is 41.5 (above 30 for 10s).", "feed.age_seconds is 1 again after 30 s."], _told.Select(notice => notice.Text));
        Assert.Equal([AlertMessageKind.Raised, AlertMessageKind.Recovered], _told.Select(notice => notice.Kind));
    }

    [Fact]
    public void A_metric_that_goes_up_and_down_is_told_of_once_in_the_time_with_how_often()
    {
        AlertEvaluator evaluator = Evaluator(new AlertRule { Name = "stale", Metric = "feed.age_seconds", Above = 30 });
        for (int second = 0; second <= 300; second++) { Sample(evaluator, second, second % 2 == 0 ? 31 : 1); }

        Assert.Equal(
            ["feed.age_seconds is 31 (above 30).", "feed.age_seconds is 1 again after 1 s.", "feed.age_seconds is 31 (above 30); 149 more times since the last message."], _told.Select(notice => notice.Text));
    }

    [Fact]
    public void An_event_is_at_least_as_bad_as_it_says_itself()
    {
        AlertEvaluator evaluator = Evaluator(new AlertRule { Name = "down", Event = AlertEventNames.FeedDisconnected, Severity = AlertSeverity.Info });
        evaluator.Happened(TimeSpan.Zero, new AlertEvent(AlertEventNames.FeedDisconnected, "binance", "The connection is lost.", AlertSeverity.Critical));
        evaluator.Happened(TimeSpan.FromSeconds(1), new AlertEvent(AlertEventNames.FeedDisconnected, "binance", "It stands again.", IsOver: true));
        evaluator.Happened(TimeSpan.FromSeconds(2), new AlertEvent(AlertEventNames.FeedDisconnected, "binance", "The connection is lost."));
        evaluator.Happened(TimeSpan.FromSeconds(3), new AlertEvent(AlertEventNames.FeedDisconnected, "binance", "It stands again.", IsOver: true));
        evaluator.Happened(TimeSpan.FromSeconds(4), new AlertEvent(AlertEventNames.FeedGap, "binance", "Another thing."));
        evaluator.Sample(TimeSpan.FromMinutes(5), []);

        Assert.Equal(["The connection is lost.", "It stands again.", "The connection is lost. (over now)"], _told.Select(notice => notice.Text));
        Assert.Equal([AlertSeverity.Critical, AlertSeverity.Info, AlertSeverity.Info], _told.Select(notice => notice.Severity));
    }

    [Fact]
    public void Subjects_are_bounded_and_forgotten()
    {
        AlertTiming timing = new() { MaxSubjects = 10 };
        AlertEvaluator evaluator = new([new AlertRule { Name = "e", Event = "x" }, new AlertRule { Name = "m", Metric = "y", Above = 0 }], timing, _told.Add);
        for (int i = 0; i < 100_000; i++) { evaluator.Happened(TimeSpan.Zero, new AlertEvent("x", $"subject {i}", "")); }
        Assert.Equal((10, 10, 99_990), (evaluator.Subjects, _told.Count, evaluator.Unjudged));

        evaluator.Sample(timing.Forget, []);
        Assert.Equal(0, evaluator.Subjects);
        evaluator.Sample(timing.Forget, [new AlertMetric("y", "a", 1), new AlertMetric("y", "b", double.NaN), new AlertMetric("y", "c", 0)]);
        Assert.Equal(1, evaluator.Subjects);
    }

    private AlertEvaluator Evaluator(AlertRule rule) => new([rule], new AlertTiming(), _told.Add);

    private static void Sample(AlertEvaluator evaluator, int second, double value) => evaluator.Sample(TimeSpan.FromSeconds(second), [new AlertMetric("feed.age_seconds", "binance", value)]);
}

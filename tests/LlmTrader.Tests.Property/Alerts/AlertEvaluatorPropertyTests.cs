using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Alerts.Rules;

namespace LlmTrader.Tests.Property.Alerts;

/// <summary>The evaluator against what a plain reading of the whole history says.</summary>
public sealed class AlertEvaluatorPropertyTests
{
    private static readonly string[] Subjects = ["binance", "okx", ""];

    private readonly Dictionary<AlertMessageKind, int> _seen = [];

    [Fact]
    public void Metrics_are_told_of_as_their_history_says()
    {
        for (int seed = 1; seed <= 500; seed++)
        {
            Random random = new(seed);
            AlertTiming timing = DrawTiming(random);
            AlertRule[] rules =
            [
                new() { Name = "high", Metric = "a", Above = 5, For = TimeSpan.FromSeconds(random.Next(4) * 10) },
                new() { Name = "low", Metric = "a", Below = 3 },
                new() { Name = "between", Metric = "a", Above = 3, Below = 7, For = TimeSpan.FromSeconds(random.Next(30)) },
                new() { Name = "other", Metric = "b", Above = 0 },
            ];
            TimeSpan now = default;
            List<(AlertNotice Notice, TimeSpan Time)> told = [];
            Dictionary<(string Metric, string Subject), List<(TimeSpan, double)>> history = [];
            AlertEvaluator evaluator = new(rules, timing, notice => told.Add((notice, now)));
            for (int step = 0; step < 150; step++)
            {
                now += TimeSpan.FromSeconds(random.Next(20));
                List<AlertMetric> metrics = [];
                foreach (string subject in Subjects)
                {
                    foreach (string name in new[] { "a", "b" })
                    {
                        if (random.Next(8) == 0) { continue; }   // Not measured this time.
                        double value = random.Next(10) == 0 ? double.NaN : (step / 10 % 2 == 0 ? random.Next(10) : random.Next(2, 8));
                        metrics.Add(new AlertMetric(name, subject, value));
                        if (!history.TryGetValue((name, subject), out List<(TimeSpan, double)>? samples)) { history.Add((name, subject), samples = []); }
                        samples.Add((now, value));
                    }
                }

                evaluator.Sample(now, metrics);
            }

            foreach (AlertRule rule in rules)
            {
                foreach (string subject in Subjects)
                {
                    var expected = PlainAlertHistory.OfMetric(rule, timing, history[(rule.Metric!, subject)]);
                    var actual = told.Where(one => one.Notice.Rule == rule && one.Notice.Subject == subject).Select(one => (one.Time, one.Notice.Kind, MoreTimes(one.Notice.Text))).ToList();
                    Assert.True(expected.SequenceEqual(actual), $"seed {seed}, {rule.Name} of '{subject}':\n{string.Join('\n', expected)}\nbut\n{string.Join('\n', actual)}");
                    Count(actual.Select(one => one.Kind));
                }
            }
        }

        Assert.All([AlertMessageKind.Raised, AlertMessageKind.Reminded, AlertMessageKind.Recovered], kind => Assert.True(_seen.GetValueOrDefault(kind) > 1000, $"{kind}: {_seen.GetValueOrDefault(kind)}"));
    }

    [Fact]
    public void Events_are_told_of_as_their_history_says()
    {
        AlertRule rule = new() { Name = "down", Event = "feed.disconnected" };
        for (int seed = 1; seed <= 500; seed++)
        {
            Random random = new(seed);
            AlertTiming timing = DrawTiming(random);
            TimeSpan now = default;
            List<(AlertNotice Notice, TimeSpan Time)> told = [];
            List<(TimeSpan, bool?)>[] history = [.. Subjects.Select(_ => new List<(TimeSpan, bool?)>())];
            AlertEvaluator evaluator = new([rule], timing, notice => told.Add((notice, now)));
            for (int step = 0; step < 120; step++)
            {
                now += TimeSpan.FromSeconds(random.Next(1, 25));   // No two at the same moment, so that their order is plain.
                int which = random.Next(Subjects.Length + 1);
                if (which == Subjects.Length)
                {
                    foreach (List<(TimeSpan, bool?)> moments in history) { moments.Add((now, null)); }
                    evaluator.Sample(now, []);
                    continue;
                }

                bool isOver = random.Next(3) == 0;
                history[which].Add((now, isOver));
                evaluator.Happened(now, new AlertEvent("feed.disconnected", Subjects[which], "It is so.", IsOver: isOver));
            }

            for (int i = 0; i < Subjects.Length; i++)
            {
                var expected = PlainAlertHistory.OfEvents(timing, history[i]);
                var actual = told.Where(one => one.Notice.Subject == Subjects[i]).Select(one => (one.Time, one.Notice.Kind, Times(one.Notice))).ToList();
                Assert.True(expected.SequenceEqual(actual), $"seed {seed}, '{Subjects[i]}':\n{string.Join('\n', expected)}\nbut\n{string.Join('\n', actual)}");
                Count(actual.Select(one => one.Kind));
            }
        }

        Assert.All([AlertMessageKind.Raised, AlertMessageKind.Recovered], kind => Assert.True(_seen.GetValueOrDefault(kind) > 1000, $"{kind}: {_seen.GetValueOrDefault(kind)}"));
    }

    private static AlertTiming DrawTiming(Random random) =>
        new() { Repeat = TimeSpan.FromSeconds(random.Next(120)), Remind = TimeSpan.FromSeconds(random.Next(20, 400)), Forget = TimeSpan.FromDays(1) };

    private static int MoreTimes(string text) => text.Split("; ") is [_, string more] ? int.Parse(more.Split(' ')[0]) : 0;

    private static int Times(AlertNotice notice) => notice.Kind == AlertMessageKind.Recovered ? 0 : notice.Text.Split('(') is [_, string times] && char.IsDigit(times[0]) ? int.Parse(times.Split(' ')[0]) : 1;

    private void Count(IEnumerable<AlertMessageKind> kinds)
    {
        foreach (AlertMessageKind kind in kinds) { _seen[kind] = _seen.GetValueOrDefault(kind) + 1; }
    }
}

using System.Diagnostics;
using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Alerts.Channels;
using LlmTrader.Tools.Hosting.Alerts.Delivery;
using LlmTrader.Tools.Hosting.Alerts.Rules;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using Serilog;

namespace LlmTrader.Tests.Integration.Alerts;

/// <summary>The whole of it over real sockets: from a metric or an event to what a service receives.</summary>
public sealed class AlertServiceTests : IDisposable
{
    private static readonly RobotAnswer Taken = new(200, """{"errcode":0,"errmsg":"ok"}""");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ChannelBench _bench = new();
    private readonly HeardLog _heard = new();
    private readonly SetMetrics _metrics = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_metric_is_told_of_and_that_it_is_over()
    {
        await using LoopbackRobot robot = new(Taken);
        await using AlertService service = Service([Wecom(robot)], new AlertRule { Name = "stale", Metric = AlertMetricNames.FeedAgeSeconds, Above = 30 });
        service.Start();
        _metrics.Age = 42;
        await UntilAsync(() => robot.Requests.Count == 1);
        _metrics.Age = 1;
        await UntilAsync(() => robot.Requests.Count == 2);
        await Task.Delay(100);

        string[] bodies = [.. robot.Requests.Select(request => request.Body)];
        Assert.Equal(2, bodies.Length);
        Assert.Contains("WARNING stale (binance)", bodies[0], StringComparison.Ordinal);
        Assert.Contains("feed.age_seconds is 42 (above 30).", bodies[0], StringComparison.Ordinal);
        Assert.Contains("RECOVERED stale (binance)", bodies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_made_again_until_the_service_is_there()
    {
        RobotAnswer[] answers = [RobotAnswer.Reset, new(500), new(200, """{"errcode":-1,"errmsg":"system busy"}"""), Taken];
        await using LoopbackRobot robot = new(number => answers[number - 1]);
        await using AlertService service = Service([Wecom(robot)], Kill());
        service.Start();
        service.Push(new AlertEvent(AlertEventNames.KillSet, "", "Killed."));
        await UntilAsync(() => service.Channels[0].Delivered == 1);
        Assert.Equal(4, robot.Requests.Count);
        Assert.Single(robot.Requests.Select(request => request.Body).Distinct());
        Assert.Null(service.Channels[0].LastError);
    }

    [Fact]
    public async Task What_can_not_be_delivered_is_told_by_the_other_channels()
    {
        await using LoopbackRobot broken = new(new RobotAnswer(200, """{"errcode":93000,"errmsg":"invalid webhook url"}"""));
        await using LoopbackRobot robot = new(Taken);
        await using AlertService service = Service(
            [Wecom(broken, "broken"), Wecom(robot)], Kill() with { Channels = ["broken"] }, new AlertRule { Name = "undelivered", Event = AlertEventNames.Undelivered });
        service.Start();
        service.Push(new AlertEvent(AlertEventNames.KillSet, "", "Killed."));
        await UntilAsync(() => !robot.Requests.IsEmpty);
        await service.StopAsync(Patience);

        Assert.Contains("errcode 93000", Assert.Single(robot.Requests).Body, StringComparison.Ordinal);
        Assert.Single(broken.Requests);
        Assert.Equal((0, 1), (service.Channels[0].Delivered, service.Channels[0].Undelivered));
    }

    [Fact]
    public async Task Above_its_limit_a_channel_gets_a_digest_and_a_stop_brings_what_waits_for_it()
    {
        await using LoopbackRobot robot = new(Taken);
        await using AlertService service = Service([Wecom(robot)], new AlertRule { Name = "quarantine", Event = AlertEventNames.RuleSetQuarantined });
        service.Start();
        for (int i = 0; i < 50; i++) { service.Push(new AlertEvent(AlertEventNames.RuleSetQuarantined, $"set {i}", "Too slow.")); }
        await UntilAsync(() => robot.Requests.Count >= 20 && service.Channels[0].Waiting == 30);
        Assert.Equal(20, robot.Requests.Count);
        await service.StopAsync(Patience);
        Assert.Equal(21, robot.Requests.Count);
        string digest = robot.Requests.Last().Body;
        Assert.Contains("30 messages in a minute:", digest, StringComparison.Ordinal);
        Assert.Contains("(set 49): Too slow.", digest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_waits_for_a_service_that_does_not_answer()
    {
        await using LoopbackRobot silent = new(RobotAnswer.Silence);
        await using LoopbackRobot robot = new(Taken);
        await using AlertService service = Service([Wecom(silent, "silent"), Wecom(robot)], new AlertRule { Name = "gap", Event = AlertEventNames.FeedGap }, Kill());
        service.Start();
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < 200_000; i++) { service.Push(new AlertEvent(AlertEventNames.FeedGap, i % 5000 == 0 ? $"feed {i}" : "feed", "A hole.")); }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");   // Seconds, where one call would take ten.
        await UntilAsync(() => !robot.Requests.IsEmpty);
        await service.StopAsync(TimeSpan.Zero).WaitAsync(Patience);
        Assert.Equal(0, service.Channels[0].Delivered);
        Assert.True(service.Channels[0].Undelivered > 0);
        Assert.Contains(_heard.Lines, line => line.Contains("given up at the stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_secret_is_in_any_line_of_the_log_or_in_a_status()
    {
        await using LoopbackRobot robot = new(new RobotAnswer(403, "no entry for plantedToken1234"));
        await using AlertService service = Service([Wecom(robot)], Kill(), new AlertRule { Name = "undelivered", Event = AlertEventNames.Undelivered });
        service.Start();
        service.Push(new AlertEvent(AlertEventNames.KillSet, "", "Killed."));
        await UntilAsync(() => service.Channels[0].Undelivered == 1);
        await service.StopAsync(Patience);

        string all = string.Join('\n', _heard.Lines.Append(service.Channels[0].ToString()));
        Assert.Contains("HTTP 403: no entry for ***", all, StringComparison.Ordinal);
        Assert.DoesNotContain("plantedToken1234", all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_source_that_fails_ends_nothing()
    {
        await using LoopbackRobot robot = new(Taken);
        await using AlertService service = Service([Wecom(robot)], new AlertRule { Name = "stale", Metric = AlertMetricNames.FeedAgeSeconds, Above = 30 });
        _metrics.Fault = new InvalidOperationException("not now");
        service.Start();
        await UntilAsync(() => _heard.Lines.Any(line => line.Contains("not now", StringComparison.Ordinal)));
        (_metrics.Age, _metrics.Fault) = (42, null);
        await UntilAsync(() => robot.Requests.Count == 1);
    }

    private static AlertRule Kill() => new() { Name = "kill", Event = AlertEventNames.KillSet, Severity = AlertSeverity.Critical };

    private static async Task UntilAsync(Func<bool> isSo)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(watch.Elapsed < Patience, "It did not come to be.");
            await Task.Delay(10);
        }
    }

    private AlertService Service(IReadOnlyList<IAlertChannel> channels, params AlertRule[] rules) => new(
        new AlertServiceOptions
        {
            Rules = rules,
            Channels = channels,
            Period = TimeSpan.FromMilliseconds(10),
            EventCapacity = 4096,
            Delivery = new DeliveryOptions { FirstDelay = TimeSpan.FromMilliseconds(5) },
        },
        _metrics, new LoggerConfiguration().WriteTo.Sink(_heard).CreateLogger(), TimeProvider.System);

    private IAlertChannel Wecom(LoopbackRobot robot, string name = "desk")
    {
        string file = $"url-{name}";
        File.WriteAllText(Path.Combine(_bench.Path, file), $"{robot.Address}/cgi-bin/webhook/send?key=plantedToken1234");
        Assert.True(SecretReference.TryParse($"file:{file}", out SecretReference? url));
        return new AlertChannelFactory(_bench.Path, _bench.Client, new LoggerConfiguration().CreateLogger(), TimeProvider.System)
            .Create(new AlertChannelConfiguration { Name = name, Kind = AlertChannelKind.Wecom, Url = url });
    }

    private sealed class SetMetrics : IAlertMetrics
    {
        public double Age { get; set; }

        public Exception? Fault { get; set; }

        public void Measure(AlertMetricSet into)
        {
            if (Fault is { } fault) { throw fault; }
            into.Add(AlertMetricNames.FeedAgeSeconds, "binance", Age);
        }
    }
}

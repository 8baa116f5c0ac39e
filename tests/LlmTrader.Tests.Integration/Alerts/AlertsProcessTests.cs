using System.Globalization;
using System.Text.Json;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Alerts;

/// <summary><c>llmtrader alerts</c> as a process of its own, its secrets in the environment.</summary>
public sealed class AlertsProcessTests : IDisposable
{
    private const string Token = "plantedToken1234";
    private const string Secret = "SECplantedSecret";

    private const string Engine = """
        feeds:
          - {kind: simulated}
        accounts:
          - {name: paper, cash: {USDT: 100000}}

        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("alerts-");
    private readonly Dictionary<string, string> _environment = new() { ["DESK_SECRET"] = Secret };

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_channel_is_tried_and_its_answer_told()
    {
        await using LoopbackRobot robot = new(number => new RobotAnswer(200, number == 1 ? """{"errcode":0,"errmsg":"ok"}""" : $$"""{"errcode":310000,"errmsg":"sign not match for {{Token}} and {{Secret}}"}"""));
        _environment["DESK_URL"] = $"{robot.Address}/robot/send?access_token={Token}";
        Write("alerts:\n  channels:\n    - {name: desk, kind: dingtalk, url: '${env:DESK_URL}', secret: '${env:DESK_SECRET}'}\n");

        ProcessResult good = await RunAsync("alerts", "test", "desk");
        ProcessResult bad = await RunAsync("alerts", "test", "desk", "--json");
        ProcessResult unknown = await RunAsync("alerts", "test", "dsk");

        Assert.True(good.ExitCode == 0, good.Error);
        Assert.Equal("delivered by desk", good.Output.Trim());
        Assert.Contains("TEST test (desk)", robot.Requests.First().Body, StringComparison.Ordinal);
        Assert.Equal(1, bad.ExitCode);
        Assert.Equal("errcode 310000: sign not match for *** and ***", bad.Json().GetProperty("error").GetString());
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("Did you mean 'desk'?", unknown.Error, StringComparison.Ordinal);
        NoSecretIn(good, bad, unknown);
    }

    [Fact]
    public async Task A_list_says_what_is_wrong_and_what_there_is()
    {
        _environment["DESK_URL"] = $"http://robot.example.com/send?key={Token}";
        Write("""
            alerts:
              channels:
                - {name: desk, kind: wecom, url: '${env:DESK_URL}'}
                - {name: night, kind: telegram, secret: '${env:NOT_THERE}', settings: {chat_id: 1}}
                - {name: mail, kind: email, settings: {host: mail.example.com, port: 465, from: a@example.com, to: b@example.com}}
                - {name: log, kind: log}
              rules:
                - {name: stale, metric: feed.age_seconds, above: 30, for: 10s, channels: [desk]}

            """);

        ProcessResult table = await RunAsync("alerts", "list");
        ProcessResult json = await RunAsync("alerts", "list", "--json");

        Assert.True(table.ExitCode == 1, table.Error);
        Assert.Contains("above 30 for 10s", table.Output, StringComparison.Ordinal);
        Assert.Contains("feed.reconnects_per_hour", table.Output, StringComparison.Ordinal);
        Assert.Contains("Alert channel 'desk': What ${env:DESK_URL} names begins with http", table.Output, StringComparison.Ordinal);
        Assert.Contains("Alert channel 'night': The environment variable NOT_THERE", table.Output, StringComparison.Ordinal);
        Assert.Contains("Alert channel 'mail': settings.port is 465", table.Output, StringComparison.Ordinal);
        JsonElement channels = json.Json().GetProperty("channels");
        Assert.Equal([false, false, false, true], channels.EnumerateArray().Select(channel => channel.GetProperty("problem").ValueKind == JsonValueKind.Null));
        NoSecretIn(table, json);
    }

    [Fact]
    public async Task A_rule_about_what_is_never_measured_is_a_mistake()
    {
        Write("""
            alerts:
              rules:
                - {name: stale, metric: feed.age_second, above: 30}
                - {name: down, event: feed.disconnected, for: 10s}

            """);
        ProcessResult result = await RunAsync("alerts", "list");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no 'feed.age_second'", result.Error, StringComparison.Ordinal);
        Assert.Contains("Write 'feed.age_seconds'.", result.Error, StringComparison.Ordinal);
        Assert.Contains("an event does not last", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_channels_or_rules_the_log_is_told_by_the_engines_own()
    {
        Write("risk: {drawdown: 8%}\n");
        ProcessResult list = await RunAsync("alerts", "list");
        ProcessResult test = await RunAsync("alerts", "test", "log");
        Assert.Equal((0, 0), (list.ExitCode, test.ExitCode));
        Assert.Matches(@"drawdown +account\.drawdown_percent +above 6 ", list.Output);
        Assert.Contains("Alert: TEST test (log)", test.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_goes_encrypted_to_a_server_that_is_trusted()
    {
        await using LoopbackMailServer server = new(new MailManners { Password = Secret });
        string certificate = Path.Combine(_directory.FullName, "trusted.pem");
        await File.WriteAllTextAsync(certificate, server.Certificate.ExportCertificatePem());
        _environment["SSL_CERT_FILE"] = certificate;   // What OpenSSL trusts, and through it the framework.
        string port = server.Port.ToString(CultureInfo.InvariantCulture);
        Write($"alerts:\n  channels:\n    - {{name: mail, kind: email, secret: '${{env:DESK_SECRET}}', settings: {{host: localhost, port: {port}, user: desk@example.com, from: engine@example.com, to: desk@example.com}}}}\n");

        ProcessResult result = await RunAsync("alerts", "test", "mail");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains("Subject: TEST test (mail)", Assert.Single(server.Mails), StringComparison.Ordinal);
        int tls = server.Lines.ToList().IndexOf("STARTTLS");
        Assert.True(tls >= 0 && tls < server.Lines.ToList().FindIndex(line => line.StartsWith("AUTH", StringComparison.Ordinal)));
        NoSecretIn(result);
    }

    private static void NoSecretIn(params ProcessResult[] results) => Assert.All(results, result =>
    {
        Assert.DoesNotContain(Token, result.Output + result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, result.Output + result.Error, StringComparison.OrdinalIgnoreCase);
    });

    private void Write(string alerts) => File.WriteAllText(Path.Combine(_directory.FullName, "engine.yaml"), Engine + alerts);

    private Task<ProcessResult> RunAsync(params string[] args) => CommandProcess.RunAsync(_directory.FullName, _environment, args);
}

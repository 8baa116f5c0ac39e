using System.Text.Json;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary><c>llmtrader init</c>, <c>config</c> and <c>doctor</c>.</summary>
public sealed class ConfigVerbTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("demo")]
    [InlineData("crypto-paper")]
    public void A_profile_has_no_mistake_and_its_schema_beside_it(string profile)
    {
        Assert.Equal(ExitCode.Success, CommandRun.Of("init", "--profile", profile, "--to", _directory).ExitCode);
        CommandRun check = CommandRun.Of("config", "check", In("engine.yaml"));
        Assert.Equal((ExitCode.Success, ""), (check.ExitCode, check.Error));
        string first = File.ReadLines(In("engine.yaml")).First();
        Assert.StartsWith("# yaml-language-server: $schema=", first, StringComparison.Ordinal);
        Assert.Equal(EngineSchema.ToJson(), File.ReadAllText(Path.Combine(_directory, first.Split('=')[1])));
        Assert.Equal(ExitCode.Success, CommandRun.Of("rules", "check", In("moving-average-cross.yaml")).ExitCode);
    }

    [Fact]
    public void Nothing_is_replaced_unless_it_is_asked_for()
    {
        File.WriteAllText(In("moving-average-cross.yaml"), "mine");
        CommandRun refused = CommandRun.Of("init", "--to", _directory);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal([In("moving-average-cross.yaml")], Directory.GetFiles(_directory));
        Assert.Equal("mine", File.ReadAllText(In("moving-average-cross.yaml")));
        Assert.Equal(ExitCode.Success, CommandRun.Of("init", "--to", _directory, "--force").ExitCode);
        Assert.NotEqual("mine", File.ReadAllText(In("moving-average-cross.yaml")));
    }

    [Fact]
    public void All_mistakes_are_in_the_table_and_in_the_document()
    {
        string file = Write("mode: papr\nfeeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 100000}}]\nlog: {level: loud}\n");
        CommandRun table = CommandRun.Of("config", "check", file);
        Assert.Equal(ExitCode.Usage, table.ExitCode);
        Assert.Contains($"{file}:1", table.Output, StringComparison.Ordinal);
        Assert.Contains("Write 'paper'.", table.Output, StringComparison.Ordinal);
        Assert.Contains("2 mistakes.", table.Output, StringComparison.Ordinal);
        JsonElement document = CommandRun.Of("config", "check", file, "--json").Json();
        Assert.Equal([(1, "mode"), (4, "log.level")], document.GetProperty("mistakes").EnumerateArray().Select(one => (one.GetProperty("line").GetInt32(), one.GetProperty("key").GetString()!)));
        CommandRun show = CommandRun.Of("config", "show", file);
        Assert.Equal(ExitCode.Usage, show.ExitCode);
        Assert.Contains("log.level", show.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[BTC]", "the engine has no instrument 'BTC'.", "BTCUSDT.SIM")]
    [InlineData("[BTCUSDT.SIM, BTCUSDT]", "the engine has no instrument 'BTCUSDT'.", "BTCUSDT.SIM")]
    [InlineData("[BTCUSDT.SIM]", null, null)]
    public void A_strategist_is_given_instruments_that_there_are(string universe, string? mistake, string? remedy)
    {
        CommandRun run = CommandRun.Of("config", "check", Write($"mode: paper\nfeeds: [{{kind: simulated}}]\naccounts: [{{name: main, cash: {{USDT: 100000}}}}]\nstrategist: {{universe: {universe}}}\n"), "--json");
        JsonElement[] mistakes = [.. run.Json().GetProperty("mistakes").EnumerateArray().Where(one => one.GetProperty("key").GetString()!.StartsWith("strategist.universe", StringComparison.Ordinal))];
        if (mistake is null) { Assert.Empty(mistakes); return; }
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal(mistake, Assert.Single(mistakes).GetProperty("problem").GetString());
        Assert.Contains(remedy!, mistakes[0].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_value_has_its_source_and_secrets_are_masked()
    {
        string file = Write("""
            feeds: [{kind: simulated}]
            accounts: [{name: main, cash: {USDT: 100000}}]
            admin: {tcp: {port: 8100, keys: [{name: me, role: viewer, sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff}]}}
            alerts: {channels: [{name: desk, kind: webhook, url: "${env:HOOK}"}]}
            """);
        CommandRun run = CommandRun.Of("config", "show", file, "--json");
        Dictionary<string, (string Value, string Source, bool IsPinned)> values = run.Json().GetProperty("values").EnumerateArray().ToDictionary(
            value => value.GetProperty("key").GetString()!,
            value => (value.GetProperty("value").GetString()!, value.GetProperty("source").GetString()!, value.GetProperty("isPinned").GetBoolean()));
        Assert.Equal(("2%", "default", true), values["risk.daily_loss"]);
        Assert.Equal(("100000", $"{file}:2", true), values["accounts[0].cash.USDT"]);
        Assert.Equal(("8100", $"{file}:3", false), values["admin.tcp.port"]);
        Assert.Equal("******** (${env:HOOK})", values["alerts.channels[0].url"].Value);
        Assert.DoesNotContain("00112233", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("default", CommandRun.Of("config", "show", file, "--given").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_is_named_as_the_source()
    {
        EngineConfigurationFile file = EngineConfigurationFile.ReadText("engine.yaml", "feeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 1}}]\njournal: {mode: sync}\n", new Dictionary<string, string> { ["LLMTRADER__JOURNAL__MODE"] = "async", ["LLMTRADER_DATA"] = "/elsewhere" });
        ConfigurationValue value = file.Values.Single(value => value.Key == "journal.mode");
        Assert.Equal(("async", "LLMTRADER__JOURNAL__MODE"), (value.Text, value.Origin.ToString()));
    }

    [Fact]
    public void A_difference_that_decisions_depend_on_needs_a_new_journal()
    {
        const string least = "feeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 100000}}]\n";
        string left = Write(least);
        string same = Write(least + "# a default, written out\nlog: {level: information}\n", "same.yaml");
        string quiet = Write(least + "log: {level: error}\n", "quiet.yaml");
        string other = Write(least + "fills: {queue: log}\n", "other.yaml");
        Assert.Equal(ExitCode.Success, CommandRun.Of("config", "diff", left, same).ExitCode);
        Assert.Equal((ExitCode.Finding, false), Diff(left, quiet));
        Assert.Equal((ExitCode.Finding, true), Diff(left, other));
    }

    [Fact]
    public void Cash_and_rules_of_a_simulated_feed_beside_a_venues_are_not_taken_for_the_venues()
    {
        string file = Write("feeds: [{kind: simulated}, {kind: binance, symbols: [BTCEUR]}]\naccounts: [{name: main, cash: {USDT: 100000}}]\nrisk: {daily_loss: off, rules: [{id: 1, kind: order_notional, scope: instrument, target: BTCUSDT.SIM, limit: 1000}]}\n");
        Assert.Empty(EngineConfigurationFile.Read(file).Mistakes);
    }

    [Fact]
    public void A_list_that_only_one_has_is_told_by_its_items_alone()
    {
        const string least = "feeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 100000}}]\n";
        string left = Write(least), right = Write(least + "risk: {rules: [{id: 1, kind: order_rate, limit: 3}]}\nadmin: {tcp: {port: 8100, keys: [{name: me, role: viewer, sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff}]}}\n", "rules.yaml");
        string[] keys = [.. CommandRun.Of("config", "diff", left, right, "--json").Json().GetProperty("differences").EnumerateArray().Select(one => one.GetProperty("key").GetString()!)];
        Assert.Contains("risk.rules[0].limit", keys);
        Assert.DoesNotContain("risk.rules", keys);
        Assert.Contains("admin.tcp.port", keys);
        Assert.DoesNotContain("admin.tcp", keys);
    }

    [Fact]
    public void The_schema_is_printed() => Assert.Equal(EngineSchema.ToJson(), CommandRun.Of("config", "schema").Output);

    [Fact]
    public void The_doctor_reports_in_a_table_and_in_a_document()
    {
        string file = Write("feeds: [{kind: simulated}]\naccounts: [{name: main, cash: {USDT: 100000}}]\nthreads: {affinity: [999]}\n");
        CommandRun run = CommandRun.Of("doctor", "--config", file, "--json");
        Assert.Equal((ExitCode.Finding, "fail"), (run.ExitCode, run.Json().GetProperty("verdict").GetString()));
        Assert.Contains("threads.affinity", CommandRun.Of("doctor", "--config", file).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, CommandRun.Of("doctor", "--config", In("none.yaml")).ExitCode);
    }

    private static (int ExitCode, bool NeedsJournal) Diff(string left, string right)
    {
        CommandRun run = CommandRun.Of("config", "diff", left, right, "--json");
        return (run.ExitCode, run.Json().GetProperty("needsNewJournal").GetBoolean());
    }

    private string In(string name) => Path.Combine(_directory, name);

    private string Write(string text, string name = "engine.yaml")
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }
}

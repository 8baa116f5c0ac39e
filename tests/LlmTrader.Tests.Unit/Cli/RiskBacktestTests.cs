using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary>What the command line tells of risk: which rule stopped what, what the venue refused, and how a mistaken file is answered.</summary>
public sealed class RiskBacktestTests : IDisposable
{
    private const string Strategy = "ma-cross:fast=2,slow=5,bar=1m,quantity=50";

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-risk-").FullName;

    public RiskBacktestTests()
    {
        IEnumerable<string> trades = Enumerable.Range(0, 2_000).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{1704067200000 + (i * 20_000)},{100 + (5 * Math.Sin(i / 12.0)):F1},{100 + (i % 3)}"));
        File.WriteAllLines(In("trades.csv"), ["time,price,quantity", .. trades]);
        Assert.Equal(ExitCode.Success, CommandRun.Of("import", In("trades.csv"), "--layout", "time=time,price=price,quantity=quantity", "--symbol", "ACMEUSD", "--to", In("data")).ExitCode);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_rule_that_stopped_trading_is_named_with_when_and_what_it_saw()
    {
        string rules = Risk("""[{"id": 7, "kind": "drawdown", "limit": "1%", "action": "haltAll"}, {"id": 9, "kind": "drawdown", "limit": "90%", "action": "haltAll"}]""");
        CommandRun run = Backtest("--cash", "USD=5100", "--risk", rules, "--out", In("out"), "--json");
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        JsonElement breach = Assert.Single(run.Json().GetProperty("summary").GetProperty("riskBreaches").EnumerateArray());
        Assert.Equal((7, "drawdown", "1 %", "HaltAll"), (breach.GetProperty("rule").GetInt32(), breach.GetProperty("kind").GetString(), breach.GetProperty("limit").GetString(), breach.GetProperty("action").GetString()));
        string observed = breach.GetProperty("observed").GetString()!;
        Assert.True(decimal.Parse(observed.TrimEnd('%', ' '), CultureInfo.InvariantCulture) > 1, observed);

        // A person finds the same, and the time is that of the first fall below the limit in the run's own equity.
        string text = Backtest("--cash", "USD=5100", "--risk", rules).Output;
        Assert.Contains("Risk rules that were broken", text, StringComparison.Ordinal);
        Assert.Contains(observed, text, StringComparison.Ordinal);
        string first = breach.GetProperty("firstTime").GetString()!;
        Assert.Contains(first, text, StringComparison.Ordinal);
        string fell = File.ReadLines(In("out/equity.csv")).Skip(1).Select(line => line.Split(',')).First(row => Number(row[6]) > 0.01m * Number(row[5]))[0];
        Assert.True(string.CompareOrdinal(first, fell) <= 0, $"{first} {fell}");

        Assert.DoesNotContain("Risk rules that were broken", Backtest("--cash", "USD=5100").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Orders_that_a_rule_refused_are_counted_with_the_limit_of_the_options_too()
    {
        JsonElement summary = Backtest("--cash", "USD=50000", "--max-order-notional", "100", "--json").Json().GetProperty("summary");
        JsonElement breach = Assert.Single(summary.GetProperty("riskBreaches").EnumerateArray());
        Assert.Equal(("orderNotional", "100", "Reject"), (breach.GetProperty("kind").GetString(), breach.GetProperty("limit").GetString(), breach.GetProperty("action").GetString()));
        Assert.True(breach.GetProperty("rule").GetInt32() < 0);
        Assert.Equal(summary.GetProperty("funnel").GetProperty("blockedByReason").GetProperty("OrderNotionalLimit").GetInt64(), breach.GetProperty("times").GetInt64());
    }

    [Fact]
    public void What_the_venue_refused_is_in_the_funnel()
    {
        File.WriteAllText(In("rules.json"), """{"ACMEUSD.FILE": [{"maxMarketQuantity": "10"}]}""");
        CommandRun json = Backtest("--cash", "USD=50000", "--market-rules", In("rules.json"), "--json");
        Assert.True(json.ExitCode == ExitCode.Success, json.Error);
        JsonElement funnel = json.Json().GetProperty("summary").GetProperty("funnel");
        long refused = funnel.GetProperty("refusedByReason").GetProperty("InvalidQuantity").GetInt64();
        Assert.True(refused > 0 && refused == funnel.GetProperty("sent").GetInt64(), funnel.ToString());
        string text = Backtest("--cash", "USD=50000", "--market-rules", In("rules.json")).Output;
        Assert.Contains("refused by the venue (most by InvalidQuantity", text, StringComparison.Ordinal);

        // What risk refuses is no refusal of the venue's.
        JsonElement blocked = Backtest("--cash", "USD=50000", "--max-order-notional", "100", "--json").Json().GetProperty("summary").GetProperty("funnel");
        Assert.False(blocked.TryGetProperty("refusedByReason", out _));
    }

    [Fact]
    public void Cash_below_zero_without_leverage_is_warned_of()
    {
        // All cash is ordered at 100.1; the next trade is at 120.
        IEnumerable<string> trades = Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"{1704067200000 + (i * 30_000)},{(i < 22 ? 100 : i < 24 ? 100.1 : i < 26 ? 120 : 121):F1},500"));
        File.WriteAllLines(In("gap.csv"), ["time,price,quantity", .. trades]);
        Assert.Equal(ExitCode.Success, CommandRun.Of("import", In("gap.csv"), "--layout", "time=time,price=price,quantity=quantity", "--symbol", "ACMEUSD", "--to", In("gap")).ExitCode);
        string[] line = ["backtest", "--data", In("gap"), "--strategy", "ma-cross:fast=2,slow=5,bar=1m,quantity=49", "--cash"];
        CommandRun poor = CommandRun.Of([.. line, "USD=5000"]);
        Assert.Contains("warning: account backtest had less than no cash: -880", poor.Error, StringComparison.Ordinal);
        Assert.Contains("below zero from 2024-01-01T00:1", poor.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("less than no cash", CommandRun.Of([.. line, "USD=6000"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_teaches_every_kind_scope_and_action()
    {
        string help = CommandRun.Of("backtest", "--help").Output.ReplaceLineEndings(" ");
        string[] words = [.. Enum.GetNames<RiskRuleKind>(), .. Enum.GetNames<RiskRuleScope>(), "Reject", "Reduce", "HaltStrategy", "HaltAll"];
        Assert.All(words, word => Assert.Matches($@"\b{JsonNamingPolicy.CamelCase.ConvertName(word)}\b", help));
        Assert.Contains("kind: drawdown, limit: 8%, action: haltAll", help, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_yaml_is_the_same_as_in_json()
    {
        File.WriteAllText(In("risk.yaml"), "# The desk's.\n- {id: 7, kind: drawdown, limit: 1%, action: halt_all}\n- id: 8\n  kind: open_orders\n  limit: 20\n  scope: instrument\n  target: ACMEUSD.FILE\n");
        string json = Risk("""[{"id": 7, "kind": "drawdown", "limit": "1%", "action": "haltAll"}, {"id": 8, "kind": "openOrders", "limit": 20, "scope": "instrument", "target": "ACMEUSD.FILE"}]""");
        string[] hashes = [.. new[] { In("risk.yaml"), json }.Select(file => Backtest("--risk", file, "--json").Json().GetProperty("summary").GetProperty("configuration").GetProperty("riskRules").ToString())];
        Assert.Equal(hashes[0], hashes[1]);
    }

    [Theory]
    [InlineData("[\n{\"id\": 1, \"kind\": \"drawdwn\", \"limit\": \"8%\"}]", "risk.json:2: $[0].kind: 'drawdwn' is not known; did you mean 'drawdown'? Known: orderQuantity, ")]
    [InlineData("[\n{\"id\": 1,\n\"kind\": \"drawdown\", \"limitt\": \"8%\"}]", "risk.json:3: $[0].limitt: there is no field 'limitt'; did you mean 'limit'?")]
    [InlineData("[\n{\"id\": 1,\n\"kind\": \"drawdown\",\n\"limit\": \"much\"}]", "risk.json:4: Risk rule 1 (Drawdown): Limit is 'much'; a ratio")]
    [InlineData("[{\"id\": 1, \"kind\": \"session\"},\n{\"id\": 1, \"kind\": \"session\"}]", "risk.json:2: Risk rule 1 (Session): id is that of a rule before it")]
    [InlineData("[{\"id\": 1, \"kind\": \"position\", \"scope\": \"instrument\",\n\"target\": \"XYZ\", \"limit\": \"1\"}]", "risk.json:2: Risk rule 1 (Position): Target is 'XYZ', which is no instrument")]
    [InlineData("[{\"id\": 1,\n\"kind\": \"tradeLoss\", \"limit\": \"1\"}]", "risk.json:1: Risk rule 1 (TradeLoss): Action must be reduce or a halt")]
    [InlineData("[{\"kind\": \"session\"}]", "risk.json:1: $[0]: 'id' must be given")]
    public void A_mistake_in_a_file_is_answered_with_file_line_and_field(string json, string expected)
    {
        CommandRun run = Backtest("--risk", Risk(json));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_conditions_caret_stands_below_what_it_is_about()
    {
        CommandRun run = Backtest("--risk", Risk("[\n{\"id\": 1, \"kind\": \"condition\",\n\"condition\": \"drawdwn > 0.08\"}]"));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("risk.json:3: ", run.Error, StringComparison.Ordinal);
        string[] lines = run.Error.Split('\n');
        int caret = Array.FindIndex(lines, line => line.Contains('^'));
        Assert.True(caret > 0 && lines[caret].Trim(' ', '|', '^', '~').Length == 0, run.Error);
        Assert.Equal(lines[caret - 1].IndexOf("drawdwn", StringComparison.Ordinal), lines[caret].IndexOf('^'));
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private string Risk(string json)
    {
        File.WriteAllText(In("risk.json"), json);
        return In("risk.json");
    }

    private CommandRun Backtest(params string[] more) => CommandRun.Of(["backtest", "--data", In("data"), "--strategy", Strategy, .. more]);

    private string In(string name) => Path.Combine(_directory, name);
}

using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.Risk.Rules;

public class RiskConfigurationTests
{
    [Theory]
    [InlineData("orderQuantity", "1200", 1200)]
    [InlineData("orderNotional", "25000.5", 2_500_050_000_000)]
    [InlineData("drawdown", "8%", 800)]
    [InlineData("drawdown", "0.08", 800)]
    [InlineData("leverage", "3x", 30_000)]
    [InlineData("spreadTooWide", "0.25%", 25)]
    [InlineData("openOrders", "20", 20)]
    [InlineData("staleMarketData", "5s", 5_000_000_000)]
    [InlineData("duplicateOrder", "250ms", 250_000_000)]
    [InlineData("restricted", "reduce", 1)]
    [InlineData("restricted", "none", 0)]
    public void Limits_are_written_with_their_units(string kind, string limit, long raw) => Assert.Equal(raw, Rule($$"""{"id": 1, "kind": "{{kind}}", "limit": "{{limit}}"}""").Limit);

    [Theory]
    [InlineData("""{"id": 1, "kind": "orderQuantity", "limit": "1.5"}""", "Risk rule 1 (OrderQuantity): Limit is '1.5'; a quantity with at most 0 decimals")]
    [InlineData("""{"id": 1, "kind": "drawdown", "limit": "8.001%"}""", "a ratio in whole hundredths of a percent")]
    [InlineData("""{"id": 1, "kind": "drawdown"}""", "Limit is missing")]
    [InlineData("""{"id": 1, "kind": "staleMarketData", "limit": "5"}""", "a time, such as")]
    [InlineData("""{"id": 1, "kind": "session", "limit": "5"}""", "no limit is expected")]
    [InlineData("""{"id": 1, "kind": "openOrders", "limit": "-1"}""", "a whole number")]
    [InlineData("""{"id": 1, "kind": "openOrders", "limit": "1", "target": "nobody"}""", "Target is 'nobody', which is no account")]
    [InlineData("""{"id": 1, "kind": "openOrders", "limit": "1", "scope": "instrument", "target": "GLD"}""", "'GLD', which is no instrument")]
    [InlineData("""{"id": 1, "kind": "condition", "condition": "drawdwn > 1"}""", "did you mean 'drawdown'")]
    public void What_cannot_be_used_is_said_with_rule_and_field(string json, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Rule(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Rules_come_back_from_a_journals_configuration_as_they_were()
    {
        RunConfiguration configuration = Of("""
            {"id": 1, "kind": "drawdown", "limit": "8%", "action": "haltAll"},
            {"id": 2, "kind": "position", "scope": "instrument", "target": "SPY.TEST", "limit": "500"},
            {"id": 3, "kind": "condition", "condition": "drawdown > 0.08 or spread / close > 0.002", "action": "reduce", "on": false}
            """);
        RunConfiguration back = RunConfiguration.FromJson(configuration.ToJson());
        Assert.Equal(configuration.ToJson().ToString(), back.ToJson().ToString());
        RiskRule[] rules = [.. back.ToOptions(RiskWorld.Instruments).Risk.Rules];
        Assert.Equal((RiskRuleKind.Drawdown, RiskAction.HaltAll, 800L), (rules[0].Kind, rules[0].Action, rules[0].Limit));
        Assert.Equal((RiskRuleScope.Instrument, 0, 500L), (rules[1].Scope, rules[1].Target, rules[1].Limit));
        Assert.False(rules[2].IsOn);
        Assert.DoesNotContain("riskRules", (configuration with { RiskRules = null }).ToJson().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_says_where_it_cannot_be_read()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "[\n  // The desk's limit.\n  {\"id\": 1, \"kind\": \"drawdown\", \"limit\": \"8%\", },\n]");
            Assert.Equal("8%", Assert.Single(RiskRuleFile.Read(path, RiskWorld.Instruments, [])).Limit);
            File.WriteAllText(path, "[\n  {\"id\": 1, \"kind\": \"drawdwn\", \"limit\": \"8%\"}\n]");
            string message = Assert.Throws<RunException>(() => RiskRuleFile.Read(path, RiskWorld.Instruments, [])).Message;
            Assert.StartsWith($"{path}:2: $[0].kind:", message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Throws<RunException>(() => RiskRuleFile.Read(path, RiskWorld.Instruments, []));
    }

    private static RiskRule Rule(string json) => Assert.Single(Of(json).ToOptions(RiskWorld.Instruments).Risk.Rules);

    private static RunConfiguration Of(string rules) => RunConfiguration.FromJson(JsonDocument.Parse($$$"""
        {"strategy": "ma-cross:bar=1m,quantity=10", "accounts": [{"name": "main", "cash": {"USD": "10000"}}], "riskRules": [{{{rules}}}]}
        """).RootElement);
}

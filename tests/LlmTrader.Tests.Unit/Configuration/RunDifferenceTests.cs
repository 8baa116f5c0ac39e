using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Unit.Configuration;

/// <summary>What is said when a journal was begun under another configuration.</summary>
public sealed class RunDifferenceTests
{
    private const string Least = """
        feeds: [{kind: simulated}]
        accounts:
          - name: main
            cash: {USDT: 100000}

        """;

    [Theory]
    [InlineData("risk:\n  daily_loss: 3%\n", "engine.yaml:6 risk.daily_loss: 2% -> 3% (or at run time: `llmtrader ctl limits set 10001 3000 --reason '…'`)")]
    [InlineData("risk:\n  drawdown: 10%\n", "engine.yaml:6 risk.drawdown: 8% -> 10% (or at run time: `llmtrader ctl limits set 10002 10% --reason '…'`)")]
    [InlineData("risk:\n  drawdown: off\n", "engine.yaml:6 risk.drawdown: 8% -> off")]
    [InlineData("risk:\n  order_rate: 7\n", "engine.yaml:6 risk.order_rate: 100 -> 7 (or at run time: `llmtrader ctl limits set orderRate 7 --reason '…'`)")]
    [InlineData("risk:\n  short_selling: true\n", "engine.yaml:6 risk.short_selling: false -> true (or at run time: `llmtrader ctl limits set shortSelling on --reason '…'`)")]
    [InlineData("risk:\n  order_notional: 25000\n", "engine.yaml:6 risk.order_notional: off -> 25000 (or at run time: `llmtrader ctl limits set orderNotional 25000 --reason '…'`)")]
    [InlineData("risk:\n  trading_state: observe\n", "engine.yaml:6 risk.trading_state: active -> observe (or at run time: `llmtrader ctl mode observe --reason '…'`)")]
    [InlineData("bars:\n  specs: [1m, 5m]\n", "engine.yaml:6 bars.specs: [1m] -> [1m, 5m]")]
    [InlineData("fills:\n  entry_latency: 7ms\n", "engine.yaml:6 fills.entry_latency: 5ms -> 7ms")]
    [InlineData("fills:\n  queue: log\n", "engine.yaml:6 fills.queue: (not there) -> log")]
    public void Each_value_is_told_by_its_line_and_key_with_what_changes_it_at_run_time(string change, string expected) => Assert.Equal([expected], Differences(Least, Least + change));

    [Fact]
    public void A_rule_of_the_list_is_told_field_by_field() => Assert.Equal(
        ["engine.yaml:5 risk.rules[0].limit: 3 -> 5 (or at run time: `llmtrader ctl limits set 1 5 --reason '…'`)"],
        Differences(Least + "risk: {rules: [{id: 1, kind: order_rate, limit: 3}]}\n", Least + "risk: {rules: [{id: 1, kind: order_rate, limit: 5}]}\n"));

    [Fact]
    public void Cash_that_changes_does_not_change_a_share_of_it() => Assert.Equal(
        ["engine.yaml:4 accounts[0].cash.USDT: 100000 -> 5000 (or at run time: `llmtrader ctl deposit|withdraw AMOUNT USDT --account main --reason '…'`)"],
        Differences(Least, Least.Replace("100000", "5000", StringComparison.Ordinal)));

    [Fact]
    public void A_value_that_was_written_and_is_a_default_now_says_so() => Assert.Equal(
        ["default risk.order_rate: 7 -> 100 (or at run time: `llmtrader ctl limits set orderRate 100 --reason '…'`)"],
        Differences(Least + "risk: {order_rate: 7}\n", Least));

    [Fact]
    public void The_same_run_has_none() => Assert.Empty(Differences(Least, Least + "# a comment\nrisk: {daily_loss: 0.02}\n"));

    private static IEnumerable<string> Differences(string journal, string now)
    {
        (EngineConfiguration before, EngineConfiguration after) = (Read(journal), Read(now));
        return RunDifference.Between(RunOf(before), RunOf(after)).Select(difference => difference.Text(after.PlaceOf));
    }

    private static RunConfiguration RunOf(EngineConfiguration configuration) => configuration.ToRun(EngineInstruments.Known(configuration)!);

    private static EngineConfiguration Read(string text) => EngineConfigurationFile.ReadText("engine.yaml", text, new Dictionary<string, string>()).Configuration;
}

using LlmTrader.Tools.Hosting.Alerts;
using LlmTrader.Tools.Hosting.Alerts.Rules;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tests.Unit.Alerts;

public sealed class DefaultAlertRulesTests
{
    private static readonly EngineConfiguration Configuration = new() { Feeds = [], Accounts = [] };

    [Fact]
    public void Each_is_about_one_thing_that_there_is()
    {
        IReadOnlyList<AlertRule> rules = DefaultAlertRules.Of(Configuration);
        Assert.Equal(rules.Count, rules.Select(rule => rule.Name).Distinct().Count());
        Assert.All(rules, rule => Assert.True(rule.Metric is null != rule.Event is null, rule.Name));
        Assert.All(rules, rule => Assert.Contains(rule.Metric ?? rule.Event, AlertMetricNames.All.Concat(AlertEventNames.All).Select(name => name.Name)));
        Assert.All(rules, rule => Assert.True(rule.Metric is null || (rule.Above ?? rule.Below) is not null, rule.Name));
    }

    [Theory]
    [InlineData("drawdown", 5.9, false)]   // Of 8 %.
    [InlineData("drawdown", 6.1, true)]
    [InlineData("daily-loss", 1.6, true)]   // Of 2 %.
    [InlineData("disk-filling", 80.5, true)]
    [InlineData("disk-full", 91, false)]
    [InlineData("disk-full", 92.1, true)]
    [InlineData("kill", 1, true)]
    [InlineData("kill", 0, false)]
    [InlineData("feed-disconnected", 0, true)]
    [InlineData("feed-disconnected", 1, false)]
    public void Bounds_are_those_of_the_engine(string name, double value, bool isTold) =>
        Assert.Equal(isTold, DefaultAlertRules.Of(Configuration).Single(rule => rule.Name == name).IsBrokenBy(value));

    [Fact]
    public void Where_the_engine_has_no_limit_nothing_is_told() =>
        Assert.DoesNotContain(DefaultAlertRules.Of(Configuration with { Risk = new RiskConfiguration { Drawdown = null } }), rule => rule.Name == "drawdown");
}

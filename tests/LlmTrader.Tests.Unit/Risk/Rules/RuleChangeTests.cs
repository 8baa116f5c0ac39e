using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Unit.Swap;

namespace LlmTrader.Tests.Unit.Risk.Rules;

/// <summary>Changes of rules that can't be put in force: refused at the edge, and recorded when they come all the same.</summary>
public class RuleChangeTests
{
    private static readonly RiskRule[] Rules =
    [
        new() { Id = 4, Kind = RiskRuleKind.Restricted, Scope = RiskRuleScope.Order },
        new() { Id = 9, Kind = RiskRuleKind.Drawdown, Limit = 500 },
    ];

    private readonly CommandInbox _inbox = new(64, SwapWorld.Options().Instruments, SwapWorld.Options().EquityLines, new Doorbell(), Rules);

    [Theory]
    [InlineData(4, 1)]
    [InlineData(9, 0)]
    [InlineData(9, long.MaxValue)]
    public void A_change_of_a_configured_rule_is_taken_in(int rule, long limit) => Assert.True(_inbox.TryWrite(Change(rule, limit)));

    [Theory]
    [InlineData(5, 1, "RuleId is 5, and no risk rule has that id")]
    [InlineData(-1, 1, "RuleId is -1")]
    [InlineData(4, 2, "Limit is 2, and that of risk rule 4 (Restricted) must be 0 (no order) or 1 (orders that reduce)")]
    [InlineData(9, -1, "Limit is -1, and that of risk rule 9 (Drawdown) must be 0 or more")]
    public void A_change_that_cannot_be_is_refused_at_the_edge_with_its_field(int rule, long limit, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => _inbox.TryWrite(Change(rule, limit))).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_rules_there_is_nothing_to_change() =>
        Assert.Throws<ArgumentException>(() => new CommandInbox(64, SwapWorld.Options().Instruments, [], new Doorbell()).TryWrite(Change(9, 1)));

    [Theory]
    [InlineData(9, -3, 500, RejectReason.InvalidRiskLimit)]
    [InlineData(5, 7, 0, RejectReason.UnknownRiskRule)]
    public void One_that_comes_all_the_same_is_recorded_and_changes_nothing(int rule, long wanted, long inForce, RejectReason reason)
    {
        RuleWorld world = new(Rules[1]);
        ulong before = world.Gate.Hash;
        Assert.Equal(reason, world.Change(rule, wanted));
        RiskVerdict verdict = world.LastOf(rule)!.Value;
        Assert.Equal((reason, wanted, inForce, RiskAction.None, RiskPhase.During), (verdict.Reason, verdict.Observed, verdict.Limit, verdict.Action, verdict.Phase));
        Assert.Equal(InstrumentId.None, world.Verdicts[^1].Instrument);
        Assert.NotEqual(before, world.Gate.Hash);
        world.Check(world.Limit(Side.Buy, 10, 100));
        Assert.Equal((RejectReason.None, 500L), (world.LastOf(9)!.Value.Reason, world.LastOf(9)!.Value.Limit));
    }

    private static EngineEvent Change(int rule, long limit) =>
        new() { Kind = EventKind.RiskRuleChange, Instrument = InstrumentId.None, RiskRule = new RiskRuleChange { RuleId = rule, Limit = limit, On = 1 } };
}

using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tests.Unit.Risk;
using LlmTrader.Tools.Cli.Verbs.Journal;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary>Codes are names for people and stay numbers for programs.</summary>
public class RecordTextTests
{
    private static readonly RecordText Text = new(RiskWorld.Instruments);

    [Fact]
    public void A_decision_names_its_codes()
    {
        OutRecord record = new() { Kind = OutKind.Decision };
        record.Decision = new OrderCommand
        {
            Action = CommandAction.New, Side = Side.Sell, Type = OrderType.StopLimit, TimeInForce = TimeInForce.GoodTillDate, Verdict = RejectReason.SellableQuantity,
            Flags = OrderFlags.PostOnly | OrderFlags.ReduceOnly, Contingency = Contingency.Child, Trigger = new Price(9_950), Price = new Price(9_900),
        };
        Shows(Text.Of(in record), "action=New", "side=Sell", "type=StopLimit", "timeInForce=GoodTillDate", "verdict=SellableQuantity", "flags=PostOnly+ReduceOnly", "contingency=Child", "trigger=99.50", "price=99.00");
        Assert.Contains("\"verdict\":31", EventJson.ToText(in record), StringComparison.Ordinal);
    }

    [Fact]
    public void A_verdict_names_its_rules_action_and_a_limit_stays_a_number()
    {
        OutRecord record = new() { Kind = OutKind.Verdict };
        record.Verdict = new RiskVerdict { Phase = RiskPhase.During, Action = RiskAction.Reduce, Reason = RejectReason.Drawdown, Limit = 3, Observed = 5 };
        Shows(Text.Of(in record), "phase=During", "action=Reduce", "reason=Drawdown", "limit=3", "observed=5");
    }

    [Fact]
    public void Reports_states_and_limits_are_named()
    {
        EngineEvent e = new() { Kind = EventKind.Report, ReportSource = ReportSource.Venue };
        e.Report = new ExecutionReport { Kind = ReportKind.Expired, Reason = RejectReason.SessionClosed, Side = Side.Buy, FeeCurrency = RiskWorld.Usd };
        Shows(Text.Of(in e), "source=Venue", "reportKind=Expired", "reason=SessionClosed", "side=Buy");

        e = new EngineEvent { Kind = EventKind.RiskLimitChange, Instrument = InstrumentId.None };
        e.RiskLimit = new RiskLimitChange { Limit = RiskLimitKind.OrderRate, Value = 3 };
        Shows(Text.Of(in e), "limit=OrderRate", "value=3");

        e = new EngineEvent { Kind = EventKind.TradingStateChange, Instrument = InstrumentId.None };
        e.TradingState = new TradingStateChange { State = TradingState.Reducing };
        Shows(Text.Of(in e), "state=Reducing");
    }

    [Fact]
    public void A_number_without_a_name_stands_for_itself()
    {
        OutRecord record = new() { Kind = OutKind.Unclosed };
        record.Unclosed = new UnclosedPosition { Position = new Quantity(-30), Reason = (RejectReason)250 };
        Shows(Text.Of(in record), "position=-30", "reason=250");
    }

    private static void Shows(string line, params string[] parts)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(parts, part => Assert.Contains(part, words));
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Risk;

/// <summary>How an order can arise. A run says which of them it has seen.</summary>
internal enum OrderPath
{
    RuleSet,
    Group,
    Amendment,
    Manual,
    Liquidation,
    Flatten,
}

/// <summary>Contract 15 over a recorded run: every order that reached the venue had been asked about, on the event that it came from.</summary>
internal static class JudgedOrders
{
    /// <summary>A rule that every order is asked by and that none breaks: its verdict proves that risk has seen the order.</summary>
    public static RiskRule Rule { get; } = new() { Id = 999, Kind = RiskRuleKind.OrderQuantity, Scope = RiskRuleScope.Order, Limit = long.MaxValue };

    public static void Check(string where, IEnumerable<EngineEvent> events, IReadOnlyList<OutRecord> records, Dictionary<OrderPath, int> seen)
    {
        HashSet<(long, OrderId)> asked = [.. records.Where(record => record is { Kind: OutKind.Verdict, Verdict: { RuleId: 999, Phase: RiskPhase.Before } }).Select(record => (record.Sequence, record.Verdict.OrderId))];
        HashSet<OrderId> passed = [];
        Dictionary<OrderId, Quantity> filled = [];
        foreach (OutRecord record in records)
        {
            if (record is { Kind: OutKind.Order, Order.Report.Kind: ReportKind.Fill }) { filled[record.Order.Report.OrderId] = record.Order.Report.CumulativeQuantity; }
            if (record.Kind != OutKind.Decision || record.Decision is not { Verdict: RejectReason.None, Action: CommandAction.New or CommandAction.Amend }) { continue; }
            OrderCommand order = record.Decision;
            if (order.Action == CommandAction.New) { passed.Add(order.OrderId); }
            else if (order.Quantity.Raw > 0 && order.Quantity <= filled.GetValueOrDefault(order.OrderId)) { continue; }   // It leaves nothing to fill: a cancel, which always passes.
            Assert.True(asked.Contains((record.Sequence, order.OrderId)), $"{where}: {order.Action} of {order.OrderId} by {order.Strategy.Value} passed and no rule was asked");
            OrderPath path = PathOf(in order);
            seen[path] = seen.GetValueOrDefault(path) + 1;
        }

        foreach (EngineEvent e in events)
        {
            if (e is not { Kind: EventKind.Report, ReportSource: ReportSource.Venue }) { continue; }
            Assert.True(passed.Contains(e.Report.OrderId), $"{where}: the venue answered order {e.Report.OrderId}, which risk never let pass");
        }
    }

    public static void HasSeen(Dictionary<OrderPath, int> seen, params OrderPath[] paths)
    {
        foreach (OrderPath path in paths) { Assert.True(seen.GetValueOrDefault(path) > 10, $"{path} was hardly ever taken: {string.Join(", ", seen)}"); }
    }

    private static OrderPath PathOf(in OrderCommand order)
    {
        if (order.Strategy == StrategyId.Risk) { return OrderPath.Flatten; }
        if (order.Strategy == StrategyId.Liquidation) { return OrderPath.Liquidation; }
        if (order.Strategy == StrategyId.Manual) { return OrderPath.Manual; }
        if (order.Action == CommandAction.Amend) { return OrderPath.Amendment; }
        return order.Contingency != Contingency.None ? OrderPath.Group : OrderPath.RuleSet;
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>The columns of signals and decisions: what was wanted, and what risk said.</summary>
internal static class DecisionColumns
{
    private static readonly ProjectionColumn Kind = CommonColumns.Symbol("kind");
    private static readonly ProjectionColumn Action = CommonColumns.Symbol("action");
    private static readonly ProjectionColumn Type = CommonColumns.Symbol("type");
    private static readonly ProjectionColumn TimeInForce = CommonColumns.Symbol("time_in_force");
    private static readonly ProjectionColumn RiskPhase = CommonColumns.Symbol("risk_phase");
    private static readonly ProjectionColumn RiskAction = CommonColumns.Symbol("risk_action");
    private static readonly ProjectionColumn Contingency = CommonColumns.Symbol("contingency");
    private static readonly (ProjectionColumn, ProjectionColumn) Price = CommonColumns.Fraction("price");
    private static readonly (ProjectionColumn, ProjectionColumn) Quantity = CommonColumns.Fraction("quantity");
    private static readonly (ProjectionColumn, ProjectionColumn) Trigger = CommonColumns.Fraction("trigger_price");
    private static readonly (ProjectionColumn, ProjectionColumn) Display = CommonColumns.Fraction("display_quantity");
    private static readonly ProjectionColumn ExpireSeconds = CommonColumns.Whole("expire_seconds");
    private static readonly ProjectionColumn Flags = CommonColumns.Whole("flags");
    private static readonly ProjectionColumn GroupId = CommonColumns.Whole("group_id");
    private static readonly ProjectionColumn RuleId = CommonColumns.Whole("rule_id");
    private static readonly ProjectionColumn Observed = CommonColumns.Whole("observed");
    private static readonly ProjectionColumn Limit = CommonColumns.Whole("limit_value");

    public static void WriteSignal<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        Instrument? instrument = names.Instrument(row.Instrument);
        CommonColumns.WriteSymbols(in row, names, ref writer);
        writer.WriteSymbol(CommonColumns.Side, EnumSymbols<Side>.Of((byte)row.Decision.Side));
        writer.WriteSymbol(Kind, EnumSymbols<OutKind>.Of((byte)row.Kind));
        writer.WriteSymbol(Action, EnumSymbols<CommandAction>.Of((byte)row.Decision.Action));
        writer.WriteSymbol(Type, EnumSymbols<OrderType>.Of((byte)row.Decision.Type));
        CommonColumns.WriteKey(in row, ref writer);
        writer.WriteWhole(CommonColumns.OrderId, row.Decision.OrderId.IsNone ? null : row.Decision.OrderId.Raw);
        writer.WriteWhole(CommonColumns.Account, row.Decision.Account.Value);
        writer.WriteWhole(CommonColumns.Strategy, row.Decision.Strategy.Value);
        CommonColumns.Write(Price, row.Decision.HasLimit ? row.Decision.Price.Raw : null, instrument?.PriceScale, ref writer);
        CommonColumns.Write(Quantity, row.Decision.Quantity.Raw, instrument?.QuantityScale, ref writer);
        CommonColumns.WriteScales(instrument, ref writer);
    }

    // Two kinds of record in one table: a verdict has no terms of an order, an order no rule.
    public static void WriteDecision<TWriter>(in ProjectionRow row, ProjectionNames names, ref TWriter writer)
        where TWriter : struct, IProjectionRowWriter, allows ref struct
    {
        Instrument? instrument = names.Instrument(row.Instrument);
        bool isOrder = row.Kind != OutKind.Verdict;
        OrderCommand order = isOrder ? row.Decision : default;
        RiskVerdict verdict = isOrder ? default : row.Verdict;
        OrderId orderId = isOrder ? order.OrderId : verdict.OrderId;
        bool isGrouped = isOrder && order.Contingency != Engine.Core.Contingency.None;

        CommonColumns.WriteSymbols(in row, names, ref writer);
        writer.WriteSymbol(CommonColumns.Side, isOrder ? EnumSymbols<Side>.Of((byte)order.Side) : null);
        writer.WriteSymbol(Kind, EnumSymbols<OutKind>.Of((byte)row.Kind));
        writer.WriteSymbol(Action, isOrder ? EnumSymbols<CommandAction>.Of((byte)order.Action) : null);
        writer.WriteSymbol(Type, isOrder ? EnumSymbols<OrderType>.Of((byte)order.Type) : null);
        writer.WriteSymbol(TimeInForce, isOrder ? EnumSymbols<TimeInForce>.Of((byte)order.TimeInForce) : null);
        writer.WriteSymbol(CommonColumns.Reason, EnumSymbols<RejectReason>.Of((byte)(isOrder ? order.Verdict : verdict.Reason)));
        writer.WriteSymbol(RiskPhase, isOrder ? null : EnumSymbols<RiskPhase>.Of((byte)verdict.Phase));
        writer.WriteSymbol(RiskAction, isOrder ? null : EnumSymbols<RiskAction>.Of((byte)verdict.Action));
        writer.WriteSymbol(Contingency, isGrouped ? EnumSymbols<Contingency>.Of((byte)order.Contingency) : null);

        CommonColumns.WriteKey(in row, ref writer);
        writer.WriteWhole(CommonColumns.OrderId, orderId.IsNone ? null : orderId.Raw);
        writer.WriteWhole(CommonColumns.Account, isOrder ? order.Account.Value : verdict.Account.Value);
        writer.WriteWhole(CommonColumns.Strategy, isOrder ? order.Strategy.Value : verdict.Strategy.Value);
        CommonColumns.Write(Price, isOrder && order.HasLimit ? order.Price.Raw : null, instrument?.PriceScale, ref writer);
        CommonColumns.Write(Quantity, isOrder ? order.Quantity.Raw : null, instrument?.QuantityScale, ref writer);
        CommonColumns.Write(Trigger, order.Trigger.Raw != 0 ? order.Trigger.Raw : null, instrument?.PriceScale, ref writer);
        CommonColumns.Write(Display, order.DisplayQuantity.Raw != 0 ? order.DisplayQuantity.Raw : null, instrument?.QuantityScale, ref writer);
        CommonColumns.WriteScales(instrument, ref writer);
        writer.WriteWhole(ExpireSeconds, order.ExpireSeconds != 0 ? order.ExpireSeconds : null);
        writer.WriteWhole(Flags, isOrder ? (long)order.Flags : null);
        writer.WriteWhole(GroupId, isGrouped ? order.GroupId.Raw : null);
        writer.WriteWhole(RuleId, isOrder ? null : verdict.RuleId);
        writer.WriteWhole(Observed, isOrder ? null : verdict.Observed);
        writer.WriteWhole(Limit, isOrder ? null : verdict.Limit);
    }
}

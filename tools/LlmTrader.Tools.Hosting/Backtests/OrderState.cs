using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>An order between its decision and its end: a row of <c>orders.csv</c> in the making.</summary>
internal struct OrderState
{
    public OrderCommand Command;
    public Timestamp DecidedAt;
    public OrderStatus Status;
    public RejectReason Reason;
    public Quantity Filled;

    /// <summary>In <see cref="FeeCurrency"/>, that of the first fill; fees in another are in <c>fills.csv</c> only.</summary>
    public long FeesRaw;
    public Currency FeeCurrency;
    private Int128 _priceTimesQuantity;

    public OrderState(in OrderCommand command, Timestamp decidedAt)
    {
        Command = command;
        DecidedAt = decidedAt;
        Status = command.Verdict == RejectReason.None ? OrderStatus.PendingNew : OrderStatus.Rejected;
        Reason = command.Verdict;
    }

    /// <summary>Weighted by quantity, ties to even at the instrument's price scale. Only after a fill.</summary>
    public readonly Price AveragePrice => new((long)Rounding.HalfEven(_priceTimesQuantity, Filled.Raw));

    public void OnReport(in ExecutionReport report, OrderStatus status)
    {
        if (status != OrderStatus.None) { Status = status; }
        if (report.Kind is ReportKind.CancelRejected or ReportKind.ReplaceRejected) { return; }   // The reason is about the change, not about the order.
        if (report.Kind == ReportKind.Replaced) { Command.Quantity = report.LastQuantity; }
        if (report.Reason != RejectReason.None) { Reason = report.Reason; }
        if (report.Kind != ReportKind.Fill) { return; }

        if (Filled.IsZero) { FeeCurrency = report.FeeCurrency; }
        if (report.FeeCurrency == FeeCurrency) { FeesRaw = checked(FeesRaw + report.FeeRaw); }
        Filled += report.LastQuantity;
        _priceTimesQuantity += (Int128)report.LastPrice.Raw * report.LastQuantity.Raw;
    }
}

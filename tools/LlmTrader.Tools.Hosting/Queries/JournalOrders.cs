using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>Orders with what has become of them, folded from decisions and reports. Memory grows with the orders that the filter keeps.</summary>
internal sealed class JournalOrders(InstrumentTable instruments)
{
    public IEnumerable<string?[]> Read(IEnumerable<ProjectionRow> rows, QueryFilter filter)
    {
        Dictionary<OrderId, Order> orders = [];
        List<Order> inOrder = [];
        foreach (ProjectionRow row in rows)
        {
            if (row.Table == ProjectionTable.Decisions && row.Kind == OutKind.Decision && row.Decision.Action == CommandAction.New && filter.Keeps(row.Time, InstrumentOf(row.Instrument)))
            {
                Order order = new(row);
                orders[row.Decision.OrderId] = order;
                inOrder.Add(order);
            }
            else if (row.Table == ProjectionTable.Orders && orders.TryGetValue(row.Report.OrderId, out Order? known))
            {
                known.OnReport(in row);
            }
        }

        return inOrder.Select(Cells);
    }

    private Instrument? InstrumentOf(InstrumentId id) => instruments.Contains(id) ? instruments[id] : null;

    private string?[] Cells(Order order)
    {
        ProjectionRow row = order.Row;
        OrderCommand command = row.Decision;
        Instrument? instrument = InstrumentOf(row.Instrument);
        string? Number(long raw, int? scale) => scale is { } places ? FixedPoint.Format(raw, places) : null;
        return
        [
            row.Time.ToString(), instrument?.Symbol, instrument?.Venue, Whole(row.Sequence), Whole(row.Row), Whole(command.OrderId.Raw), Whole(command.Account.Value), Whole(command.Strategy.Value),
            command.Side.ToString(), command.Type.ToString(), command.TimeInForce.ToString(),
            command.HasLimit ? Number(command.Price.Raw, instrument?.PriceScale) : null,
            Number(command.Quantity.Raw, instrument?.QuantityScale),
            command.Trigger.Raw != 0 ? Number(command.Trigger.Raw, instrument?.PriceScale) : null,
            order.Status.ToString(), Number(order.Filled.Raw, instrument?.QuantityScale), order.Reason.ToString(), order.Updated.ToString(),
        ];
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Order(ProjectionRow row)
    {
        public ProjectionRow Row { get; } = row;

        public OrderStatus Status { get; private set; } = OrderStatus.PendingNew;

        public Quantity Filled { get; private set; }

        public RejectReason Reason { get; private set; }

        public Timestamp Updated { get; private set; } = row.Time;

        public void OnReport(in ProjectionRow report)
        {
            // They are about the change, not about the order; and a late cancel of an order that is done has no status.
            if (report.Status == OrderStatus.None || report.Report.Kind is ReportKind.CancelRejected or ReportKind.ReplaceRejected) { return; }
            Status = report.Status;
            Filled = report.Report.CumulativeQuantity;
            Reason = report.Report.Reason;
            Updated = report.Time;
        }
    }
}

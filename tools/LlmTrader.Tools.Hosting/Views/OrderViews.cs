using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Views;

/// <summary>A change of an order's state.</summary>
public struct OrderChange
{
    public long Sequence;
    public Timestamp Time;
    public Price LastPrice;
    public Quantity LastQuantity;
    public ReportKind Kind;
    public OrderStatus Status;
    public RejectReason Reason;
}

/// <summary>An order with what has become of it.</summary>
public sealed class OrderView
{
    /// <summary>Changes that are kept, the first ones and the last.</summary>
    public const int MaxChanges = 12;

    private readonly OrderChange[] _changes = new OrderChange[MaxChanges];

    private OrderCommand _command;

    /// <summary>As the venue has it, amendments included.</summary>
    public ref readonly OrderCommand Command => ref _command;

    public OrderStatus Status { get; internal set; }

    public Quantity Filled { get; internal set; }

    /// <summary>Sum of price × quantity of its fills that the views have seen, in raw units.</summary>
    public Int128 FilledCost { get; internal set; }

    /// <summary>Filled before the views began: no price is known of it.</summary>
    public Quantity FilledBefore { get; internal set; }

    /// <summary>Why it was refused, or a change of it was.</summary>
    public RejectReason Reason { get; internal set; }

    public Timestamp Created { get; internal set; }

    public Timestamp Updated { get; internal set; }

    public long UpdatedSequence { get; internal set; }

    /// <summary>Changes in all; of more than <see cref="MaxChanges"/> those in the middle are not kept.</summary>
    public int ChangeCount { get; private set; }

    public bool IsOpen => OrderStateMachine.IsOpen(Status);

    public ReadOnlySpan<OrderChange> Changes => _changes.AsSpan(0, Math.Min(ChangeCount, MaxChanges));

    internal Price WantedTrigger { get; set; }

    internal void Begin(in OrderCommand command, OrderStatus status, Timestamp time, long sequence)
    {
        _command = command;
        Status = status;
        Filled = FilledBefore = Quantity.Zero;
        FilledCost = 0;
        WantedTrigger = default;
        Reason = command.Verdict;
        Created = Updated = time;
        UpdatedSequence = sequence;
        ChangeCount = 0;
    }

    internal void Replace(Price price, Quantity quantity)
    {
        _command.Price = price;
        _command.Quantity = quantity;
        if (WantedTrigger.Raw != 0) { _command.Trigger = WantedTrigger; }
    }

    internal void Add(in OrderChange change)
    {
        int place = ChangeCount++;
        if (place >= MaxChanges)
        {
            // The beginning tells how it came about; what is dropped are the oldest of the rest.
            Array.Copy(_changes, (MaxChanges / 2) + 1, _changes, MaxChanges / 2, (MaxChanges / 2) - 1);
            place = MaxChanges - 1;
        }

        _changes[place] = change;
        (Status, Updated, UpdatedSequence) = (change.Status, change.Time, change.Sequence);
    }
}

/// <summary>A fill.</summary>
public struct FillView
{
    public long Sequence;
    public Timestamp Time;
    public InstrumentId Instrument;
    public ExecutionReport Report;
}

/// <summary>Orders from decisions and reports, all open ones and the newest of those that are done; and the newest fills.</summary>
public sealed class OrderViews
{
    private readonly OrderView[] _pool;
    private readonly Dictionary<OrderId, OrderView> _byId;
    private readonly Queue<OrderView> _free;
    private readonly Queue<OrderView> _done;    // Oldest first.

    /// <param name="maxOpen">Orders that the engine lets be open at once.</param>
    /// <param name="done">Orders that are done and still listed.</param>
    /// <param name="fills">Fills that are listed.</param>
    public OrderViews(int maxOpen, int done, int fills)
    {
        _pool = new OrderView[maxOpen + done];
        for (int i = 0; i < _pool.Length; i++) { _pool[i] = new OrderView(); }
        _free = new Queue<OrderView>(_pool);
        _done = new Queue<OrderView>(_pool.Length);
        _byId = new Dictionary<OrderId, OrderView>(_pool.Length);
        Fills = new RecentList<FillView>(fills);
    }

    public RecentList<FillView> Fills { get; }

    public int Open { get; private set; }

    /// <summary>In no order.</summary>
    public IEnumerable<OrderView> All => _byId.Values;

    public OrderView? Find(OrderId id) => _byId.GetValueOrDefault(id);

    /// <summary>An order that was open before the views began.</summary>
    public void Seed(in OpenOrder open, Timestamp now, long sequence)
    {
        OrderView order = Rent(open.Command.OrderId);
        OrderCommand command = open.Command;
        order.Begin(in command, open.Status, now, sequence);
        order.Filled = order.FilledBefore = open.Filled;
        Open++;
    }

    public void OnRecord(in OutRecord record)
    {
        if (record.Kind == OutKind.Decision) { OnDecision(in record); }
        else if (record.Kind == OutKind.Order) { OnUpdate(in record); }
    }

    private void OnDecision(in OutRecord record)
    {
        OrderCommand command = record.Decision;
        if (command.Action == CommandAction.New)
        {
            bool isOpen = command.Verdict == RejectReason.None;
            OrderView order = Rent(command.OrderId);
            order.Begin(in command, isOpen ? OrderStatus.PendingNew : OrderStatus.Rejected, record.Time, record.Sequence);
            if (isOpen) { Open++; } else { _done.Enqueue(order); }
            return;
        }

        if (command.Verdict != RejectReason.None || Find(command.OrderId) is not { IsOpen: true } changed) { return; }
        changed.Add(new OrderChange
        {
            Sequence = record.Sequence, Time = record.Time, LastPrice = command.Price, LastQuantity = command.Quantity,
            Status = command.Action == CommandAction.Amend ? OrderStatus.PendingReplace : OrderStatus.PendingCancel,
        });
        changed.WantedTrigger = command.Trigger;   // The venue's answer tells price and quantity alone.
    }

    private void OnUpdate(in OutRecord record)
    {
        ExecutionReport report = record.Order.Report;
        if (report.Kind == ReportKind.Fill)
        {
            Fills.Add() = new FillView { Sequence = record.Sequence, Time = record.Time, Instrument = record.Instrument, Report = report };
        }

        if (Find(report.OrderId) is not { } order) { return; }
        if (report.Reason != RejectReason.None) { order.Reason = report.Reason; }
        if (record.Order.Status == OrderStatus.None) { return; }   // Of a change that came too late.
        bool wasOpen = order.IsOpen;
        if (!wasOpen && order.Status == record.Order.Status && report.Kind == ReportKind.Rejected) { return; }   // The decision has told it.
        if (report.Kind == ReportKind.Fill)
        {
            order.Filled = report.CumulativeQuantity;
            order.FilledCost += Math.BigMul(report.LastPrice.Raw, report.LastQuantity.Raw);
        }
        else if (report.Kind == ReportKind.Replaced)
        {
            order.Replace(report.LastPrice, report.LastQuantity);
        }

        order.Add(new OrderChange
        {
            Sequence = record.Sequence, Time = record.Time, LastPrice = report.LastPrice, LastQuantity = report.LastQuantity,
            Kind = report.Kind, Status = record.Order.Status, Reason = report.Reason,
        });
        if (!wasOpen || order.IsOpen) { return; }
        Open--;
        _done.Enqueue(order);
    }

    private OrderView Rent(OrderId id)
    {
        if (!_free.TryDequeue(out OrderView? order))
        {
            order = _done.Dequeue();   // There are more places than orders can be open.
            _byId.Remove(order.Command.OrderId);
        }

        _byId[id] = order;
        return order;
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Explanations.Why;

/// <summary>Counts what the derived stream says of one instrument's orders while a window is open.</summary>
internal sealed class WindowRecords(InstrumentId instrument) : IOutJournal
{
    private readonly Dictionary<OrderId, StrategyId> _sent = [];
    private readonly Dictionary<StrategyId, SlotOrders> _bySlot = [];
    private readonly Dictionary<OrderId, RiskVerdict> _broken = [];

    public bool IsOpen { get; set; }

    public SlotOrders Of(StrategyId slot)
    {
        if (!_bySlot.TryGetValue(slot, out SlotOrders? orders)) { _bySlot.Add(slot, orders = new SlotOrders()); }
        return orders;
    }

    public void Append(in OutRecord record)
    {
        if (!IsOpen || record.Instrument != instrument) { return; }
        switch (record.Kind)
        {
            case OutKind.Verdict when record.Verdict.Reason != RejectReason.None && !record.Verdict.OrderId.IsNone:
                if (!_broken.TryAdd(record.Verdict.OrderId, record.Verdict)) { break; }   // The first rule that it broke stands for it,
                if (Of(record.Verdict.Strategy).Wanted.Contains(record.Verdict.OrderId)) { Of(record.Verdict.Strategy).Refine(record.Verdict); }   // whichever of the two records comes first.
                break;
            case OutKind.Decision when record.Decision.Action == CommandAction.New: OnWish(in record.Decision); break;
            case OutKind.Order when _sent.TryGetValue(record.Order.Report.OrderId, out StrategyId slot): Of(slot).OnReport(in record.Order.Report); break;
            default: break;
        }
    }

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }

    private void OnWish(in OrderCommand command)
    {
        SlotOrders orders = Of(command.Strategy);
        orders.Wanted.Add(command.OrderId);
        if (command.Verdict == RejectReason.None) { orders.Sent++; _sent.Add(command.OrderId, command.Strategy); return; }
        orders.Refuse(command.Verdict);
        if (_broken.TryGetValue(command.OrderId, out RiskVerdict verdict)) { orders.Refine(verdict); }
    }
}

/// <summary>What became of a slot's orders.</summary>
internal sealed class SlotOrders
{
    private readonly SortedDictionary<RejectReason, (long Count, RiskVerdict? Last)> _refused = [];

    public HashSet<OrderId> Wanted { get; } = [];

    public long Sent { get; set; }

    public long Fills { get; private set; }

    public long Filled => FilledOrders.Count;

    public long Canceled { get; private set; }

    public long Expired { get; private set; }

    /// <summary>By risk, by reason, with what the last rule or limit that said so saw.</summary>
    public IReadOnlyDictionary<RejectReason, (long Count, RiskVerdict? Last)> Refused => _refused;

    /// <summary>By the venue, by reason.</summary>
    public SortedDictionary<RejectReason, long> RefusedByVenue { get; } = [];

    private HashSet<OrderId> FilledOrders { get; } = [];

    public void Refuse(RejectReason reason) => _refused[reason] = (_refused.GetValueOrDefault(reason).Count + 1, _refused.GetValueOrDefault(reason).Last);

    public void Refine(in RiskVerdict verdict)
    {
        if (_refused.TryGetValue(verdict.Reason, out (long Count, RiskVerdict? Last) known)) { _refused[verdict.Reason] = (known.Count, verdict); }
    }

    public void OnReport(in ExecutionReport report)
    {
        switch (report.Kind)
        {
            case ReportKind.Fill:
                Fills++;
                FilledOrders.Add(report.OrderId);
                break;
            case ReportKind.Canceled: Canceled++; break;
            case ReportKind.Expired: Expired++; break;
            case ReportKind.Rejected: RefusedByVenue[report.Reason] = RefusedByVenue.GetValueOrDefault(report.Reason) + 1; break;
            default: break;
        }
    }
}

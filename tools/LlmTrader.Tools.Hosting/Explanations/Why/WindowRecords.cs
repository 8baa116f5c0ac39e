using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Explanations.Why;

/// <summary>Counts what the derived stream says of one instrument's orders while a window is open.</summary>
/// <param name="instrument">It.</param>
/// <param name="activeSet">The id of the set that decides in a slot now.</param>
internal sealed class WindowRecords(InstrumentId instrument, Func<StrategyId, int> activeSet) : IOutJournal
{
    private readonly Dictionary<OrderId, SetOrders> _wanted = [];
    private readonly HashSet<OrderId> _refused = [];
    private readonly Dictionary<(StrategyId Slot, int SetId), SetOrders> _bySet = [];
    private readonly Dictionary<OrderId, RiskVerdict> _broken = [];

    public bool IsOpen { get; set; }

    public SetOrders Of(StrategyId slot, int setId)
    {
        if (!_bySet.TryGetValue((slot, setId), out SetOrders? orders)) { _bySet.Add((slot, setId), orders = new SetOrders()); }
        return orders;
    }

    public void Append(in OutRecord record)
    {
        if (!IsOpen || record.Instrument != instrument) { return; }
        switch (record.Kind)
        {
            case OutKind.Verdict when record.Verdict.Reason != RejectReason.None && !record.Verdict.OrderId.IsNone:
                // The first rule that it broke stands for it, whichever of the two records comes first.
                if (_broken.TryAdd(record.Verdict.OrderId, record.Verdict) && _wanted.TryGetValue(record.Verdict.OrderId, out SetOrders? judged)) { judged.Refine(in record.Verdict); }
                break;
            case OutKind.Decision when record.Decision.Action == CommandAction.New: OnWish(in record.Decision); break;
            case OutKind.Order when !_refused.Contains(record.Order.Report.OrderId) && _wanted.TryGetValue(record.Order.Report.OrderId, out SetOrders? orders): orders.OnReport(in record.Order.Report); break;
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
        SetOrders orders = Of(command.Strategy, activeSet(command.Strategy));
        _wanted[command.OrderId] = orders;
        orders.Wanted++;
        if (command.Verdict == RejectReason.None) { orders.Sent++; return; }
        _refused.Add(command.OrderId);   // Its report says so again, and is none of the venue's.
        orders.Refuse(command.Verdict);
        if (_broken.TryGetValue(command.OrderId, out RiskVerdict verdict)) { orders.Refine(in verdict); }
    }
}

/// <summary>What became of a set's orders.</summary>
internal sealed class SetOrders
{
    private readonly SortedDictionary<RejectReason, (long Count, RiskVerdict? Last)> _refused = [];

    public long Wanted { get; set; }

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

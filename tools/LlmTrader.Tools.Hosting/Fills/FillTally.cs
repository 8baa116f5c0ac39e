using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Fills;

/// <summary>Counts orders and fills by instrument from a run's derived stream, and passes it on.</summary>
internal sealed class FillTally(InstrumentTable instruments, IOutJournal next) : IOutJournal
{
    private readonly Tally[] _tallies = new Tally[instruments.Count];
    private readonly HashSet<OrderId> _filled = [];
    private readonly HashSet<OrderId> _unanswered = [];
    private readonly SortedDictionary<RejectReason, long> _refused = [];

    /// <summary>New orders that risk let pass and the venue did not take, by reason.</summary>
    public IReadOnlyDictionary<RejectReason, long> Refused => _refused;

    /// <summary>Whether anything filled.</summary>
    public bool HasFills => _filled.Count > 0;

    public void Append(in OutRecord record)
    {
        if (record.Kind == OutKind.Decision) { OnDecision(in record); }
        else if (record.Kind == OutKind.Order) { OnOrder(in record); }
        next.Append(in record);
    }

    public void EndOfBatch() => next.EndOfBatch();

    public void Complete() => next.Complete();

    /// <summary>What was counted, for instruments in which something was ordered.</summary>
    public IReadOnlyList<InstrumentFills> Read(MarketTally market) =>
        [.. instruments.All.ToArray().Where(instrument => _tallies[instrument.Id.Value].Orders > 0).Select(instrument => Read(instrument, market))];

    private void OnDecision(in OutRecord record)
    {
        if (record.Decision.Action != CommandAction.New || record.Decision.Verdict != RejectReason.None) { return; }
        ref Tally tally = ref _tallies[record.Instrument.Value];
        _unanswered.Add(record.Decision.OrderId);
        tally.Orders++;
        tally.Ordered += record.Decision.Quantity.Raw;
        tally.Largest = Math.Max(tally.Largest, record.Decision.Quantity.Raw);
    }

    // Risk's own rejections come as reports too, of orders that were never sent.
    private void OnOrder(in OutRecord record)
    {
        bool isFirst = _unanswered.Remove(record.Order.Report.OrderId);
        if (record.Order.Report.Kind == ReportKind.Fill) { OnFill(in record); }
        else if (isFirst && record.Order.Report.Kind == ReportKind.Rejected) { _refused[record.Order.Report.Reason] = _refused.GetValueOrDefault(record.Order.Report.Reason) + 1; }
    }

    private void OnFill(in OutRecord record)
    {
        ExecutionReport report = record.Order.Report;
        ref Tally tally = ref _tallies[record.Instrument.Value];
        tally.Fills++;
        tally.Filled += report.LastQuantity.Raw;
        tally.Cost += Math.BigMul(report.LastPrice.Raw, report.LastQuantity.Raw);
        if (report.Liquidity == Liquidity.Maker) { tally.FilledAsMaker += report.LastQuantity.Raw; }
        if (_filled.Add(report.OrderId)) { tally.FilledOrders++; }
    }

    private InstrumentFills Read(Instrument instrument, MarketTally market)
    {
        Tally tally = _tallies[instrument.Id.Value];
        decimal unit = FixedPoint.Pow10(instrument.QuantityScale);
        return new InstrumentFills
        {
            Instrument = instrument.FullName,
            Orders = tally.Orders,
            Ordered = (decimal)tally.Ordered / unit,
            LargestOrder = tally.Largest / unit,
            FilledOrders = tally.FilledOrders,
            Fills = tally.Fills,
            Filled = (decimal)tally.Filled / unit,
            FilledAsMaker = (decimal)tally.FilledAsMaker / unit,
            MeanPrice = tally.Filled == 0 ? null : decimal.Round((decimal)tally.Cost / (decimal)tally.Filled / FixedPoint.Pow10(instrument.PriceScale), instrument.PriceScale + 2),
            MarketVolume = (decimal)market.VolumeOf(instrument.Id) / unit,
        };
    }

    private struct Tally
    {
        public long Orders;
        public Int128 Ordered;
        public long Largest;
        public long FilledOrders;
        public long Fills;
        public Int128 Filled;
        public Int128 FilledAsMaker;
        public Int128 Cost;
    }
}

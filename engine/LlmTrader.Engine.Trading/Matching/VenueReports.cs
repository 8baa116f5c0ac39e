using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Writes the venue's reports, sends them on their way and folds each into the venue's part of the StateHash.</summary>
/// <param name="instruments">What is traded.</param>
/// <param name="groups">Those of the orders; null at a venue that takes none.</param>
/// <param name="port">Where reports go.</param>
/// <param name="latency">How long they take.</param>
/// <param name="fees">What fills cost.</param>
internal sealed class VenueReports(InstrumentTable instruments, OrderGroups? groups, IReportPort port, OrderLatency latency, FeeSchedule fees) : ISnapshotState
{
    private HashAccumulator _hash = new(4);
    private Timestamp _lastDue = Timestamp.MinValue;

    public ulong Hash => _hash.Value;

    public void Accepted(ref VenueOrder order, Timestamp time)
    {
        About(in order, ReportKind.Accepted, out ExecutionReport report);
        report.LeavesQuantity = LeavesOf(in order);
        Send(ref order, report, time);
    }

    public void Triggered(ref VenueOrder order, Timestamp time)
    {
        About(in order, ReportKind.Triggered, out ExecutionReport report);
        report.LeavesQuantity = LeavesOf(in order);
        Send(ref order, report, time);
    }

    /// <summary>An amendment took effect; the order's fields are the new ones. Without anything left to fill it ends the order.</summary>
    public void Replaced(ref VenueOrder order, Timestamp time)
    {
        About(in order, ReportKind.Replaced, out ExecutionReport report);
        report.LastPrice = order.HasLimit ? order.Limit : order.Trigger;
        report.LastQuantity = order.Quantity;
        report.LeavesQuantity = LeavesOf(in order);
        Send(ref order, report, time);
    }

    /// <summary>An amendment of an open order was refused. It takes no credit of its own: one change of an order is under way at a time.</summary>
    public void NotReplaced(in VenueOrder order, RejectReason reason, Timestamp time)
    {
        About(in order, ReportKind.ReplaceRejected, out ExecutionReport report);
        report.LeavesQuantity = LeavesOf(in order);
        report.Reason = reason;
        Send(order.Instrument, report, time);
    }

    /// <summary>The order's quantities already include this fill.</summary>
    public void Fill(ref VenueOrder order, Price price, Quantity quantity, Liquidity liquidity, Timestamp time)
    {
        Instrument instrument = instruments[order.Instrument];
        Money notional = instrument.Notional(price, quantity);
        Money fee = fees.RateOf(instrument, order.Account, liquidity, time).Of(notional);
        if (order.Strategy == StrategyId.Liquidation) { fee += instrument.LiquidationFee.Of(notional); }   // On top of the taker's.
        fees.Add(order.Instrument, order.Account, notional.Raw, time);
        About(in order, ReportKind.Fill, out ExecutionReport report);
        report.LastPrice = price;
        report.LastQuantity = quantity;
        report.LeavesQuantity = LeavesOf(in order);
        report.FeeRaw = fee.Raw;
        report.FeeCurrency = fee.Currency;
        report.Liquidity = liquidity;
        Send(ref order, report, time);
    }

    /// <summary>The end of an order that still worked: canceled or expired, with the reason when the venue did it by itself.</summary>
    public void Ended(ref VenueOrder order, ReportKind kind, RejectReason reason, Timestamp time)
    {
        About(in order, kind, out ExecutionReport report);
        report.Reason = reason;
        Send(ref order, report, time);
    }

    /// <summary>The answer to a command that is about no open order: rejected, cancel rejected or replace rejected.</summary>
    public void Refused(in OrderCommand command, ReportKind kind, RejectReason reason, Timestamp time) =>
        Send(command.Instrument, new ExecutionReport
        {
            OrderId = command.OrderId,
            Account = command.Account,
            Strategy = command.Strategy,
            Side = command.Side,
            Kind = kind,
            Reason = reason,
        }, time);

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("reports of the venue");
        transfer.Value(ref _hash);
        transfer.Value(ref _lastDue);
        transfer.Part(fees);
    }

    private Quantity LeavesOf(in VenueOrder order) => groups is null ? order.Leaves : groups.LeavesOf(in order);

    // In its place: what is copied just after it was written waits for it.
    private static void About(in VenueOrder order, ReportKind kind, out ExecutionReport report)
    {
        report = default;
        report.OrderId = order.Id;
        report.CumulativeQuantity = order.Cumulative;
        report.Account = order.Account;
        report.Strategy = order.Strategy;
        report.Side = order.Side;
        report.Kind = kind;
    }

    private void Send(ref VenueOrder order, in ExecutionReport report, Timestamp time)
    {
        Invariant.Holds(order.InFlight < ReportCredit.PerOrder);
        order.InFlight++;
        Send(order.Instrument, report, time);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]   // Every answer comes by here, from many places: once in the code is enough.
    private void Send(InstrumentId instrument, in ExecutionReport report, Timestamp time)
    {
        _hash.Fold(report, instrument);
        _lastDue = Timestamp.Max(_lastDue, time + latency.Response(in report, time));   // One line back: a report never overtakes another.
        port.Send(instrument, report, time, _lastDue);
    }
}

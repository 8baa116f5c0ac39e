using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>The last part of the funnel. Written by the accounts stage alone; read it when the engine has stopped.</summary>
public sealed class AccountCounts : ISnapshotState
{
    private readonly long[] _rejected = new long[Enum.GetValues<RejectReason>().Length];
    private Numbers _numbers;

    /// <summary>New orders that risk let pass.</summary>
    public long Sent => _numbers.Sent;

    /// <summary>Cancels that were sent.</summary>
    public long Cancels => _numbers.Cancels;

    /// <summary>Amendments that were sent.</summary>
    public long Amends => _numbers.Amends;

    public long Fills => _numbers.Fills;

    /// <summary>Orders that are done because they filled.</summary>
    public long Filled => _numbers.Filled;

    public long Canceled => _numbers.Canceled;

    public long Expired => _numbers.Expired;

    /// <summary>Orders that risk did not let pass, by <see cref="RejectReason"/>.</summary>
    public ReadOnlySpan<long> Rejected => _rejected;

    internal void Add(in OrderCommand command)
    {
        if (command.Verdict != RejectReason.None) { _rejected[(int)command.Verdict]++; }
        else if (command.Action == CommandAction.New) { _numbers.Sent++; }
        else if (command.Action == CommandAction.Amend) { _numbers.Amends++; }
        else { _numbers.Cancels++; }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(in ExecutionReport report)
    {
        if (report.Kind == ReportKind.Fill)
        {
            _numbers.Fills++;
            if (report.LeavesQuantity.IsZero) { _numbers.Filled++; }
        }
        else if (report.Kind != ReportKind.Accepted) { AddChange(in report); }
    }

    private void AddChange(in ExecutionReport report)
    {
        switch (report.Kind)
        {
            case ReportKind.Replaced when report.LeavesQuantity.IsZero: _numbers.Filled++; break;
            case ReportKind.Canceled: _numbers.Canceled++; break;
            case ReportKind.Expired: _numbers.Expired++; break;
            default: break;
        }
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("order counts");
        transfer.Counts(_rejected);
        transfer.Value(ref _numbers);
    }

    private struct Numbers
    {
        public long Sent;
        public long Cancels;
        public long Amends;
        public long Fills;
        public long Filled;
        public long Canceled;
        public long Expired;
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>The last part of the funnel. Written by the accounts stage alone; read it when the engine has stopped.</summary>
public sealed class AccountCounts
{
    private readonly long[] _rejected = new long[Enum.GetValues<RejectReason>().Length];

    /// <summary>New orders that risk let pass.</summary>
    public long Sent { get; private set; }

    /// <summary>Cancels that were sent.</summary>
    public long Cancels { get; private set; }

    /// <summary>Amendments that were sent.</summary>
    public long Amends { get; private set; }

    public long Fills { get; private set; }

    /// <summary>Orders that are done because they filled.</summary>
    public long Filled { get; private set; }

    public long Canceled { get; private set; }

    public long Expired { get; private set; }

    /// <summary>Orders that risk did not let pass, by <see cref="RejectReason"/>.</summary>
    public ReadOnlySpan<long> Rejected => _rejected;

    internal void Add(in OrderCommand command)
    {
        if (command.Verdict != RejectReason.None) { _rejected[(int)command.Verdict]++; }
        else if (command.Action == CommandAction.New) { Sent++; }
        else if (command.Action == CommandAction.Amend) { Amends++; }
        else { Cancels++; }
    }

    internal void Add(in ExecutionReport report)
    {
        switch (report.Kind)
        {
            case ReportKind.Fill:
                Fills++;
                if (report.LeavesQuantity.IsZero) { Filled++; }
                break;
            case ReportKind.Replaced:
                if (report.LeavesQuantity.IsZero) { Filled++; }
                break;
            case ReportKind.Canceled: Canceled++; break;
            case ReportKind.Expired: Expired++; break;
            default: break;
        }
    }
}

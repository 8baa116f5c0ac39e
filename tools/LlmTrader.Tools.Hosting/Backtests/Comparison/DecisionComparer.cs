using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>
/// Reads the decisions of run A beside those of run B while B goes on, and stops reading at the first that differs. Two
/// decisions are the same when their times and all terms of their commands are, risk's verdict among them; sequences and
/// order ids are not compared, since runs that build other bars count other events. So a cancel is the same as a cancel
/// of another order of the same instrument at the same time.
/// </summary>
/// <param name="first">Run A's, complete.</param>
public sealed class DecisionComparer(DecisionTape first) : IOutJournal
{
    /// <summary>Decisions of B.</summary>
    public long Count { get; private set; }

    /// <summary>The first place at which they differ: a decision of A, of B, or of both; null when every decision is the same.</summary>
    public (long Number, OutRecord? A, OutRecord? B)? Difference { get; private set; }

    public void Append(in OutRecord record)
    {
        if (record.Kind != OutKind.Decision) { return; }
        Count++;
        if (Difference is not null) { return; }
        bool hasFirst = first.TryRead(out OutRecord a);
        if (!hasFirst || !AreSame(in a, in record)) { Difference = (Count, hasFirst ? a : null, record); }
    }

    public void EndOfBatch()
    {
    }

    /// <summary>B decides nothing more; A may have.</summary>
    public void Complete()
    {
        if (Difference is null && first.TryRead(out OutRecord a)) { Difference = (Count + 1, a, null); }
    }

    private static bool AreSame(in OutRecord left, in OutRecord right)
    {
        ref readonly OrderCommand a = ref left.Decision;
        ref readonly OrderCommand b = ref right.Decision;
        return left.Time == right.Time && a.Instrument == b.Instrument && a.Account == b.Account
            && a.Action == b.Action && a.Side == b.Side && a.Type == b.Type && a.TimeInForce == b.TimeInForce
            && a.Quantity == b.Quantity && a.Price == b.Price && a.Trigger == b.Trigger && a.DisplayQuantity == b.DisplayQuantity
            && a.ExpireSeconds == b.ExpireSeconds && a.Flags == b.Flags && a.Contingency == b.Contingency && a.Group == b.Group
            && a.Verdict == b.Verdict;
    }
}

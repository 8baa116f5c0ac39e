using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>Counters by the number of an enum, in a snapshot.</summary>
internal static class SnapshotCounts
{
    /// <summary>As many as the enum had values when it was saved: later versions have more of them, and those stood at zero.</summary>
    public static void Counts(this ISnapshotTransfer transfer, long[] counters)
    {
        int length = counters.Length;
        transfer.Used(counters, ref length);
    }
}

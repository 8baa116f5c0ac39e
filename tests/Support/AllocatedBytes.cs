namespace LlmTrader.Tests.Support;

/// <summary>
/// What code allocates on the current thread. The runtime starts its compiler's thread from whatever thread is at hand, and
/// allocates 128 bytes for that. What the code itself allocates, it allocates in each slice.
/// </summary>
internal static class AllocatedBytes
{
    private const int Slices = 4;

    /// <summary>What one run of the action allocates.</summary>
    public static long By(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>
    /// The least that any of four slices allocates; one that allocates nothing is the last. Each slice is as long as all
    /// before it and one run more, so that a table that doubles now and then does so in each.
    /// </summary>
    public static long Least(Action action)
    {
        int runs = 1;
        void Slice()
        {
            for (int run = 0; run < runs; run++) { action(); }
        }

        return LeastOf(() =>
        {
            long bytes = By(Slice);
            runs *= 2;
            return bytes;
        });
    }

    /// <summary>The same of measurements that each begin anew, for what can't go on: a file read to its end, a first call.</summary>
    public static long LeastOf(Func<long> measure)
    {
        long least = measure();
        for (int slice = 1; slice < Slices && least > 0; slice++) { least = Math.Min(least, measure()); }
        return least;
    }
}

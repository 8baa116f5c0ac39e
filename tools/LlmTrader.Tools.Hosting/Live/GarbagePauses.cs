using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>
/// How long garbage collections hold the process up, in ns. The runtime tells the last collection's pause and the sum of all: of collections
/// that came between two looks each counts as all of them together, so that the tail is never shown shorter than it is.
/// </summary>
public sealed class GarbagePauses
{
    private long _collections = CollectionsNow();
    private TimeSpan _total = GC.GetTotalPauseDuration();

    /// <summary>A pause each. Read at any time, as the latencies are.</summary>
    public LatencyHistogram Histogram { get; } = LatencyHistogram.OfNanoseconds();

    /// <summary>Takes in what happened since the last look. One thread.</summary>
    public void Look()
    {
        long collections;
        TimeSpan total;
        do { (collections, total) = (CollectionsNow(), GC.GetTotalPauseDuration()); }
        while (collections != CollectionsNow());   // One came between the two.

        long pauses = collections - _collections;
        if (pauses == 0) { return; }
        Histogram.Record((long)(total - _total).TotalNanoseconds, pauses);
        (_collections, _total) = (collections, total);
    }

    // A collection of an older generation counts for the youngest as well.
    private static long CollectionsNow() => GC.CollectionCount(0);
}

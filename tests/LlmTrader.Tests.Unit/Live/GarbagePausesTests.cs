using LlmTrader.Tools.Hosting.Live;

namespace LlmTrader.Tests.Unit.Live;

public sealed class GarbagePausesTests
{
    [Fact]
    public void Every_collection_is_a_pause_none_shorter_than_it_was()
    {
        (int collections, TimeSpan paused) = (GC.CollectionCount(0), GC.GetTotalPauseDuration());
        GarbagePauses pauses = new();
        for (int i = 0; i < 5; i++)
        {
            GC.Collect(i % 3, GCCollectionMode.Forced, blocking: true);
            if (i % 2 == 0) { pauses.Look(); }
        }

        (int first, TimeSpan least) = (GC.CollectionCount(0) - collections, GC.GetTotalPauseDuration() - paused);
        pauses.Look();
        Assert.InRange(pauses.Histogram.TotalCount, 5, GC.CollectionCount(0) - collections);   // Other tests collect too.
        Assert.True(pauses.Histogram.Max >= 0.999 * least.TotalNanoseconds / first, $"{pauses.Histogram.Max} ns, {least.TotalNanoseconds} in {first}");
    }
}

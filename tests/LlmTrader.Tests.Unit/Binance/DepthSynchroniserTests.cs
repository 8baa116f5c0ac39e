using LlmTrader.Feeds.Binance;

namespace LlmTrader.Tests.Unit.Binance;

public class DepthSynchroniserTests
{
    private readonly DepthSynchroniser _depth = new(3);

    [Fact]
    public void Spot_begins_with_the_message_that_spans_the_snapshot_and_goes_on_unbroken()
    {
        Assert.Equal(DepthVerdict.Buffered, Spot(1, 5));
        Assert.Equal(DepthVerdict.Buffered, Spot(6, 10));
        Assert.Equal(DepthVerdict.Buffered, Spot(11, 12));
        Assert.Equal(DepthVerdict.Apply, Snapshot(7));
        Assert.Equal([10, 12], Taken());
        Assert.Equal((1L, 12L, true), (_depth.OldMessages, _depth.LastUpdateId, _depth.IsSynchronised));
        Assert.Equal(DepthVerdict.Apply, Spot(13, 13));
        Assert.Equal(DepthVerdict.Apply, Spot(12, 15));   // Overlapping is no gap.
        Assert.Equal(DepthVerdict.Old, Spot(14, 15));
        Assert.Equal(DepthVerdict.Gap, Spot(17, 18));
        Assert.Equal((1L, false, 1), (_depth.Gaps, _depth.IsSynchronised, _depth.KeptCount));
    }

    [Fact]
    public void After_a_gap_what_came_since_is_joined_with_the_next_snapshot()
    {
        Snapshot(10);
        Assert.Equal(DepthVerdict.Gap, Spot(15, 16));
        Assert.Equal(DepthVerdict.Buffered, Spot(17, 18));
        Assert.Equal(DepthVerdict.SnapshotTooOld, Snapshot(13));
        Assert.Equal(DepthVerdict.Apply, Snapshot(16));
        Assert.Equal([18], Taken());
    }

    [Fact]
    public void Futures_join_by_the_id_of_the_message_before()
    {
        Futures(previous: 90, first: 95, final: 100);
        Futures(previous: 100, first: 108, final: 120);
        Assert.Equal(DepthVerdict.Apply, Snapshot(110));   // U <= lastUpdateId <= u
        Assert.Equal([120], Taken());
        Assert.Equal(DepthVerdict.Apply, Futures(120, 130, 140));
        Assert.Equal(DepthVerdict.Gap, Futures(139, 150, 160));   // Overlapping is a gap where the venue names the one before.
        Assert.Equal(DepthVerdict.Buffered, Futures(160, 170, 180));
        Assert.Equal(DepthVerdict.Apply, Snapshot(165));   // Between two messages: pu <= lastUpdateId < U.
        Assert.Equal([180], Taken());
        Assert.Equal(DepthVerdict.Gap, Futures(190, 200, 210));
    }

    [Fact]
    public void What_is_kept_is_bounded_and_always_joins()
    {
        for (int i = 1; i <= 5; i++) { Spot(i, i); }
        Assert.Equal((3, 2L), (_depth.KeptCount, _depth.LostMessages));
        Assert.Equal(DepthVerdict.SnapshotTooOld, Snapshot(1));
        Spot(9, 9);   // No snapshot can join 5 and 9.
        Assert.Equal((1, 5L, 1L), (_depth.KeptCount, _depth.LostMessages, _depth.Gaps));
        Assert.Equal(DepthVerdict.Apply, Snapshot(9));
        Assert.Empty(Taken());
        Assert.Equal(DepthVerdict.Apply, Spot(10, 10));
        Assert.Equal(DepthVerdict.Old, Snapshot(10));
        Assert.Equal(DepthVerdict.Apply, Snapshot(20));
        Assert.Equal(DepthVerdict.Old, Spot(11, 15));
    }

    [Fact]
    public void A_reset_waits_for_a_snapshot_again()
    {
        Snapshot(10);
        Spot(11, 11);
        Assert.Equal(0, _depth.Reset());
        Assert.Equal(DepthVerdict.Buffered, Spot(12, 12));
        Assert.Equal(1, _depth.Reset());
        Assert.Empty(Taken());
    }

    private DepthVerdict Spot(long first, long final) => _depth.Offer(new DepthMessage { FirstUpdateId = first, FinalUpdateId = final, PreviousUpdateId = first - 1 });

    private DepthVerdict Futures(long previous, long first, long final) =>
        _depth.Offer(new DepthMessage { FirstUpdateId = first, FinalUpdateId = final, PreviousUpdateId = previous, NamesPrevious = true });

    private DepthVerdict Snapshot(long id) => _depth.Offer(new DepthMessage { IsSnapshot = true, FirstUpdateId = id, FinalUpdateId = id, PreviousUpdateId = id - 1 });

    private List<long> Taken()
    {
        List<long> ids = [];
        while (_depth.TryTake(out DepthMessage? message)) { ids.Add(message.FinalUpdateId); }
        return ids;
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;

namespace LlmTrader.Tests.Unit.Import;

/// <summary>The merge against a plain stable sort.</summary>
public sealed class MergedSourceTests
{
    [Fact]
    public void Events_come_by_time_then_source_then_the_sources_order()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var lists = new List<EngineEvent>[random.Next(0, 9)];
            for (int source = 0; source < lists.Length; source++)
            {
                long time = 0;
                lists[source] = [.. Enumerable.Range(0, random.Next(0, 40)).Select(place => Event(time += random.Next(0, 3), source, place))];
            }

            IEnumerable<(long, int, long)> expected = lists.SelectMany(list => list).Select(Key).OrderBy(key => key.Item1).ThenBy(key => key.Item2).ThenBy(key => key.Item3);
            using var merged = new MergedSource([.. lists.Select(list => new ListSource(list))]);
            Assert.True(expected.SequenceEqual(ImportFiles.ReadAll(merged).Select(Key)), $"seed {seed}");
            EngineEvent none = default;
            Assert.False(merged.TryRead(ref none));
        }
    }

    [Fact]
    public void A_source_that_goes_back_in_time_is_a_broken_invariant()
    {
        using var merged = new MergedSource([new ListSource([Event(5, 0, 0), Event(4, 0, 1)])]);
        Assert.Throws<InvariantViolationException>(() => ImportFiles.ReadAll(merged));
    }

    [Fact]
    public void Sources_are_closed_and_the_slots_own_fields_stay()
    {
        var source = new ListSource([Event(5, 0, 0)]);
        var merged = new MergedSource([source]);
        var slot = new EngineEvent { Sequence = 42, IntendedTicks = 43 };
        Assert.True(merged.TryRead(ref slot));
        Assert.Equal((42L, 43L, 5L), (slot.Sequence, slot.IntendedTicks, slot.Time.Nanoseconds));
        merged.Dispose();
        Assert.True(source.Disposed);
    }

    private static EngineEvent Event(long time, int source, int place) => new()
    {
        Kind = EventKind.Trade,
        Time = new Timestamp(time),
        Instrument = new InstrumentId(source),
        Trade = new TradeTick { TradeId = place },
    };

    private static (long, int, long) Key(EngineEvent one) => (one.Time.Nanoseconds, one.Instrument.Value, one.Trade.TradeId);

    private sealed class ListSource(List<EngineEvent> events) : IMarketDataSource
    {
        private int _next;

        public bool Disposed { get; private set; }

        public bool TryRead(ref EngineEvent next)
        {
            if (_next == events.Count) { return false; }
            next = events[_next++];
            return true;
        }

        public void Dispose() => Disposed = true;
    }
}

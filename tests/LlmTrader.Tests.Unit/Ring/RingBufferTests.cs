using System.Runtime.CompilerServices;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Tests.Unit.Ring;

public sealed class RingBufferTests
{
    private readonly Sequence _consumer = new();

    [Theory]
    [InlineData(0)]
    [InlineData(-8)]
    [InlineData(12)]
    public void A_capacity_that_is_no_power_of_two_is_refused_with_its_value(int capacity)
    {
        var error = Assert.Throws<ArgumentException>(() => new RingBuffer<TestSlot>(capacity, new YieldingWaitStrategy()));
        Assert.Contains($"but is {capacity}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_sequence_is_zero_and_the_cursor_starts_before_it()
    {
        RingBuffer<TestSlot> ring = NewRing(8);
        Assert.Equal(-1, ring.Cursor);
        Assert.Equal(0, ring.Next());
        Assert.Equal(-1, ring.Cursor);
        ring.Publish(0);
        Assert.Equal(0, ring.Cursor);
    }

    [Fact]
    public void A_ring_may_begin_at_any_sequence_and_waits_for_its_consumers_from_there()
    {
        var ring = new RingBuffer<TestSlot>(8, new YieldingWaitStrategy(), firstSequence: 1_000_003);
        var consumer = new Sequence(ring.FirstSequence - 1);
        ring.AddGatingSequences(consumer);
        Assert.Equal(1_000_002, ring.Cursor);
        Assert.Equal(8, ring.RemainingCapacity);
        for (long i = 0; i < 8; i++) { Assert.Equal(1_000_003 + i, ring.Next()); }
        Assert.False(ring.TryClaim(1, out _));
        consumer.Value = 1_000_003;
        Assert.True(ring.TryClaim(1, out long next));
        Assert.Equal(1_000_011, next);
        ring.Publish(1_000_003, next);
        Assert.Equal(next, ring.Cursor);
    }

    [Fact]
    public void Sequences_a_lap_apart_share_a_slot_and_others_do_not()
    {
        RingBuffer<TestSlot> ring = NewRing(8);
        for (long i = 0; i < 8; i++) { ring[i].Id = 100 + i; }
        for (long i = 0; i < 8; i++)
        {
            Assert.Equal(100 + i, ring[i].Id);
            Assert.True(Unsafe.AreSame(ref ring[i], ref ring[i + (8L << 40)]));
        }
    }

    [Fact]
    public unsafe void Slots_start_on_a_cache_line_and_lie_side_by_side()
    {
        RingBuffer<TestSlot> ring = NewRing(8);
        Assert.Equal(0u, (nuint)Unsafe.AsPointer(ref ring[0]) % 128);
        Assert.Equal(sizeof(TestSlot) * 7, Unsafe.ByteOffset(ref ring[0], ref ring[7]));
    }

    [Fact]
    public void Slots_may_hold_references_which_survive_a_collection()
    {
        var ring = new RingBuffer<(string Text, int Number)>(4, new YieldingWaitStrategy());
        for (int i = 0; i < 4; i++) { ring[i] = (new string('x', i), i); }
        GC.Collect();
        for (int i = 0; i < 4; i++) { Assert.Equal((new string('x', i), i), ring[i + 4]); }
    }

    [Fact]
    public void TryClaim_fails_without_a_trace_when_full_and_succeeds_again_after_the_consumer_moved()
    {
        RingBuffer<TestSlot> ring = NewRing(4);
        Assert.True(ring.TryClaim(3, out long hi));
        Assert.Equal(2, hi);
        Assert.False(ring.TryClaim(2, out long none));
        Assert.Equal(-1, none);
        Assert.Equal(1, ring.RemainingCapacity);
        ring.Publish(0, hi);

        _consumer.Value = 0;
        Assert.True(ring.TryClaim(2, out hi));
        Assert.Equal(4, hi);
        Assert.Equal(0, ring.RemainingCapacity);
        Assert.False(ring.TryClaim(1, out _));
    }

    [Fact]
    public void Without_gating_sequences_the_producer_never_waits()
    {
        var ring = new RingBuffer<TestSlot>(4, new YieldingWaitStrategy());
        RingTesting.Produce(ring, 100);
        Assert.Equal(99, ring.Cursor);
        Assert.Equal(4, ring.RemainingCapacity);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(9)]
    public void A_batch_of_an_impossible_size_is_refused(int count)
    {
        RingBuffer<TestSlot> ring = NewRing(8);
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Next(count));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(count, out _));
        Assert.Equal(0, ring.Next());
    }

    [Fact]
    public void Only_what_was_claimed_and_not_yet_published_can_be_published()
    {
        RingBuffer<TestSlot> ring = NewRing(8);
        Assert.Throws<InvalidOperationException>(() => ring.Publish(0));
        long hi = ring.Next(3);
        Assert.Throws<InvalidOperationException>(() => ring.Publish(1, hi));
        Assert.Throws<InvalidOperationException>(() => ring.Publish(0, hi + 1));
        ring.Publish(0, 1);
        Assert.Throws<InvalidOperationException>(() => ring.Publish(1));
        ring.Publish(hi);
        Assert.Equal(2, ring.Cursor);
    }

    [Fact]
    public void Gating_sequences_come_before_the_first_claim()
    {
        RingBuffer<TestSlot> ring = NewRing(8);
        ring.Next();
        Assert.Throws<InvalidOperationException>(() => ring.AddGatingSequences(new Sequence()));
    }

    [Fact]
    public void The_slowest_of_several_gating_sequences_counts()
    {
        RingBuffer<TestSlot> ring = NewRing(4);
        var second = new Sequence();
        ring.AddGatingSequences(second);
        RingTesting.Produce(ring, 4);
        _consumer.Value = 3;
        Assert.False(ring.TryClaim(1, out _));
        second.Value = 1;
        Assert.True(ring.TryClaim(2, out _));
        Assert.False(ring.TryClaim(1, out _));
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("yielding")]
    [InlineData("sleeping")]
    [InlineData("blocking")]
    public async Task A_producer_on_a_full_ring_goes_on_when_the_consumer_does(string strategy)
    {
        RingBuffer<TestSlot> ring = NewRing(2, strategy);
        RingTesting.Produce(ring, 2);
        Task<long> claim = Task.Factory.StartNew(() => ring.Next(2), TaskCreationOptions.LongRunning);
        await Task.Delay(20);
        Assert.False(claim.IsCompleted);
        _consumer.Value = 0;
        await Task.Delay(20);
        Assert.False(claim.IsCompleted);   // Room for one, but it asked for two.
        _consumer.Value = 1;
        Assert.Equal(3, await claim.WaitAsync(RingTesting.Patience));
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("yielding")]
    [InlineData("sleeping")]
    [InlineData("blocking")]
    public async Task An_alert_frees_a_producer_on_a_full_ring_and_tells_it_why(string strategy)
    {
        RingBuffer<TestSlot> ring = NewRing(2, strategy);
        RingTesting.Produce(ring, 2);
        Task<long> claim = Task.Factory.StartNew(() => ring.Next(), TaskCreationOptions.LongRunning);
        await Task.Delay(20);
        var cause = new InvalidDataException("the cause");
        ring.Alert(cause);
        ring.Alert(new InvalidDataException("a later one"));
        var error = await Assert.ThrowsAsync<AlertException>(() => claim.WaitAsync(RingTesting.Patience));
        Assert.Same(cause, error.InnerException);
    }

    [Fact]
    public void After_an_alert_claims_fail_even_when_there_is_room()
    {
        RingBuffer<TestSlot> ring = NewRing(8);
        ring.Alert();
        Assert.True(ring.IsAlerted);
        Assert.False(ring.TryClaim(1, out _));
        Assert.Throws<AlertException>(() => ring.Next());
        Assert.Throws<AlertException>(() => ring.Next(2));
    }

    private RingBuffer<TestSlot> NewRing(int capacity, string strategy = "yielding")
    {
        var ring = new RingBuffer<TestSlot>(capacity, RingTesting.NewStrategy(strategy));
        ring.AddGatingSequences(_consumer);
        return ring;
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class RingOutputTests
{
    [Fact]
    public void Without_others_at_hand_each_event_is_published_at_once()
    {
        (RingBuffer<EngineEvent> ring, _, RingOutput output) = New(64);
        for (int i = 0; i < 20; i++) { Assert.Equal(i, Publish(ring, output, i)); }
    }

    [Fact]
    public void A_burst_is_published_a_few_at_a_time_and_its_last_event_with_all_before_it()
    {
        (RingBuffer<EngineEvent> ring, RingBurst burst, RingOutput output) = New(64);
        burst.GoesOn = true;
        long[] cursors = [.. Enumerable.Range(0, 19).Select(i => Publish(ring, output, i))];
        Assert.Equal([-1, -1, -1, -1, -1, -1, -1, 7, 7, 7, 7, 7, 7, 7, 7, 15, 15, 15, 15], cursors);
        burst.GoesOn = false;
        Assert.Equal(19, Publish(ring, output, 19));
        Assert.Equal(20, Publish(ring, output, 20));
        for (int i = 0; i <= 20; i++) { Assert.Equal(i, ring[i].Sequence); }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_small_ring_never_waits_for_what_it_holds_back_itself(int capacity)
    {
        (RingBuffer<EngineEvent> ring, RingBurst burst, RingOutput output) = New(capacity);
        Sequence handled = new();
        ring.AddGatingSequences(handled);
        burst.GoesOn = true;
        for (int i = 0; i < 100; i++) { handled.Value = Publish(ring, output, i); }    // Else the claim would wait for ever: nobody else moves it.
        Assert.Equal(99, ring.Cursor);
    }

    private static long Publish(RingBuffer<EngineEvent> ring, RingOutput output, long sequence)
    {
        EngineEvent e = new() { Sequence = sequence };
        output.Publish(ref e);
        return ring.Cursor;
    }

    private static (RingBuffer<EngineEvent> Ring, RingBurst Burst, RingOutput Output) New(int capacity)
    {
        RingBuffer<EngineEvent> ring = new(capacity, new BusySpinWaitStrategy());
        RingBurst burst = new(capacity);
        return (ring, burst, new RingOutput(ring, burst));
    }
}

using System.Runtime.CompilerServices;
using LlmTrader.Engine.Ring;

namespace LlmTrader.Tests.Unit.Ring;

public sealed class SpscQueueTests
{
    [Fact]
    public void It_takes_exactly_its_capacity_and_gives_it_back_in_order()
    {
        var queue = new SpscQueue<TestSlot>(4);
        for (int i = 0; i < 4; i++)
        {
            queue.TryClaim(out bool claimed).Id = i;
            Assert.True(claimed);
            queue.Publish();
        }

        Assert.True(Unsafe.IsNullRef(ref queue.TryClaim(out bool fifth)));
        Assert.False(fifth);
        Assert.Equal((4, 4), (queue.Count, queue.Capacity));

        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(i, queue.TryPeek(out bool available).Id);
            Assert.True(available);
            queue.Release();
        }

        Assert.True(Unsafe.IsNullRef(ref queue.TryPeek(out bool none)));
        Assert.False(none);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_claim_is_invisible_until_published_and_a_peek_keeps_its_slot_until_released()
    {
        var queue = new SpscQueue<TestSlot>(1);
        queue.TryClaim(out _).Id = 1;
        queue.TryPeek(out bool available);
        Assert.False(available);
        queue.TryClaim(out _).Id = 2;   // The same slot again.
        queue.Publish();
        Assert.Equal(2, queue.TryPeek(out _).Id);
        Assert.Equal(2, queue.TryPeek(out _).Id);
        queue.TryClaim(out bool claimed);
        Assert.False(claimed);
        queue.Release();
        queue.TryClaim(out claimed);
        Assert.True(claimed);
    }

    [Fact]
    public void More_is_known_of_what_lay_there_when_the_consumer_last_looked()
    {
        var queue = new SpscQueue<TestSlot>(8);
        queue.TryClaim(3);
        queue.Publish(2);
        Assert.False(queue.KnowsMore);    // It has not looked yet.
        queue.TryPeek(out _);
        Assert.True(queue.KnowsMore);
        queue.Release();
        queue.TryClaim(out _);
        queue.Publish();
        queue.TryPeek(out _);
        Assert.False(queue.KnowsMore);    // One has come since, but nobody has looked.
        queue.Release();
        queue.TryPeek(out _);
        Assert.False(queue.KnowsMore);
    }

    [Fact]
    public void Publish_and_Release_without_a_slot_are_refused()
    {
        var queue = new SpscQueue<TestSlot>(1);
        Assert.Throws<InvalidOperationException>(queue.Release);
        queue.TryClaim(out _);
        queue.Publish();
        Assert.Throws<InvalidOperationException>(queue.Publish);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public void A_capacity_that_is_no_power_of_two_is_refused(int capacity) =>
        Assert.Throws<ArgumentException>(() => new SpscQueue<TestSlot>(capacity));
}

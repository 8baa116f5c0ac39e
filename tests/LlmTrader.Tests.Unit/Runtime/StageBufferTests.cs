using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class StageBufferTests
{
    [Fact]
    public void Ranges_wrap_around_the_end()
    {
        StageBuffer<int> buffer = new(8);
        for (long sequence = 0; sequence < 100; sequence++)
        {
            StageRange range = new(buffer.Position, 3);
            for (int i = 0; i < range.Count; i++) { buffer.Append(sequence) = ((int)sequence * 10) + i; }
            for (int i = 0; i < range.Count; i++) { Assert.Equal((sequence * 10) + i, buffer.At(range, i)); }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 8)]
    [InlineData(8, 8)]
    public void The_capacity_is_rounded_up(int asked, int given) => Assert.Equal(given, new StageBuffer<int>(asked).Capacity);

    [Fact]
    public void One_event_that_fills_it_is_a_broken_invariant()
    {
        StageBuffer<int> buffer = new(4);
        for (int i = 0; i < 4; i++) { buffer.Append(7) = i; }
        Assert.Throws<InvariantViolationException>(() => buffer.Append(7));
    }

    /// <summary>Against one that has all of its entries from the start, by events of random lengths.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_that_starts_small_grows_and_holds_the_same(int seed)
    {
        Random random = new(seed);
        StageBuffer<long> whole = new(256);
        StageBuffer<long> small = new(256, first: 2);
        Assert.Equal(whole.Capacity, small.Capacity);
        for (long sequence = 0; sequence < 500; sequence++)
        {
            ushort count = (ushort)random.Next(0, sequence < 100 ? 5 : 129);
            (StageRange inWhole, StageRange inSmall) = (new(whole.Position, count), new(small.Position, count));
            for (int i = 0; i < count; i++)
            {
                whole.Append(sequence) = (sequence * 1_000) + i;
                small.Append(sequence) = (sequence * 1_000) + i;
            }

            for (int i = 0; i < count; i++) { Assert.Equal(whole.At(inWhole, i), small.At(inSmall, i)); }
        }
    }

    [Fact]
    public void One_that_starts_small_ends_where_any_other_does()
    {
        StageBuffer<int> buffer = new(8, first: 2);
        for (int i = 0; i < 8; i++) { buffer.Append(7) = i; }
        Assert.Throws<InvariantViolationException>(() => buffer.Append(7));
    }

    [Fact]
    public void The_writer_waits_until_the_last_reader_has_passed()
    {
        Sequence lastReader = new();
        StageBuffer<int> buffer = Gated(lastReader, out _);
        for (int sequence = 0; sequence < 4; sequence++) { buffer.Append(sequence) = sequence; }

        Background writer = new(() => buffer.Append(4) = 4);
        Assert.False(writer.EndsWithin(TimeSpan.FromMilliseconds(50)));
        Assert.Equal(0, buffer.At(new StageRange(0, 1), 0));   // Not overwritten.
        lastReader.Value = 0;
        writer.MustEnd();
        Assert.Equal(4, buffer.At(new StageRange(0, 1), 0));
    }

    [Fact]
    public void An_alert_ends_the_wait()
    {
        StageBuffer<int> buffer = Gated(new Sequence(), out RingBuffer<EngineEvent> ring);
        for (int sequence = 0; sequence < 4; sequence++) { buffer.Append(sequence) = sequence; }

        Background writer = new(() => buffer.Append(4) = 4);
        ring.Alert();
        Assert.Throws<AlertException>(writer.MustEnd);
    }

    // Within a batch the last reader cannot pass what the writer has not published yet. The writer publishes what it has
    // done before it waits; else both would wait for ever.
    [Fact]
    public void The_writer_shows_what_it_has_done_before_it_waits()
    {
        Sequence lastReader = new();
        Sequence writer = new();
        StageBuffer<int> buffer = Gated(lastReader, out _, writer);
        for (int sequence = 0; sequence < 4; sequence++) { buffer.Append(sequence) = sequence; }
        Assert.Equal(-1, writer.Value);

        Background append = new(() => buffer.Append(9) = 9);
        RuntimeWorld.Eventually(() => writer.Value == 8, "the writer shows that it is through with everything before sequence 9");
        lastReader.Value = 8;
        append.MustEnd();
    }

    private static StageBuffer<int> Gated(Sequence lastReader, out RingBuffer<EngineEvent> ring, Sequence? writer = null)
    {
        ring = new RingBuffer<EngineEvent>(16, new BlockingWaitStrategy());
        StageBuffer<int> buffer = new(4);
        buffer.GateBy(writer ?? new Sequence(), lastReader, ring);
        return buffer;
    }
}

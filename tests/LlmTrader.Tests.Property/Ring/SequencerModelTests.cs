using LlmTrader.Engine.Ring;

namespace LlmTrader.Tests.Property.Ring;

/// <summary>Random claims, publishes and consumer moves on one thread, against plain arithmetic.</summary>
public sealed class SequencerModelTests
{
    [Fact]
    public void Claims_and_capacity_agree_with_the_model()
    {
        for (int seed = 1; seed <= 300; seed++) { RunOne(seed); }
    }

    private static void RunOne(int seed)
    {
        var random = new Random(seed);
        int capacity = 1 << random.Next(0, 7);
        var sequencer = new SingleProducerSequencer(capacity, new YieldingWaitStrategy());
        Sequence[] consumers = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Sequence())];
        sequencer.AddGatingSequences(consumers);
        long claimed = -1;
        long published = -1;

        for (int step = 0; step < 300; step++)
        {
            string where = $"seed {seed}, step {step}";
            switch (random.Next(3))
            {
                case 0:
                    int count = random.Next(1, capacity + 1);
                    bool fits = claimed + count - consumers.Min(c => c.Value) <= capacity;
                    Assert.True(fits == sequencer.TryClaim(count, out long hi), where);
                    claimed += fits ? count : 0;
                    Assert.True(hi == (fits ? claimed : -1), where);
                    break;
                case 1 when published < claimed:
                    long lo = published + 1;
                    published = random.NextInt64(lo, claimed + 1);
                    sequencer.Publish(lo, published);
                    break;
                default:
                    Sequence consumer = consumers[random.Next(consumers.Length)];
                    consumer.Value = random.NextInt64(consumer.Value, published + 1);
                    break;
            }

            Assert.True(sequencer.Cursor == published, where);
            Assert.True(sequencer.RemainingCapacity == capacity - (claimed - consumers.Min(c => c.Value)), where);
        }
    }
}

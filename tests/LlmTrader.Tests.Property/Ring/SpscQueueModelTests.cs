using LlmTrader.Engine.Ring;

namespace LlmTrader.Tests.Property.Ring;

/// <summary>The lock-free queue and its plain twin, <see cref="Queue{T}"/>.</summary>
public sealed class SpscQueueModelTests
{
    [Fact]
    public void On_one_thread_it_does_what_a_bounded_Queue_does()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var queue = new SpscQueue<Item>(1 << random.Next(0, 6));
            var model = new Queue<long>();
            for (int step = 0; step < 500; step++)
            {
                int action = random.Next(4);
                if (action == 0)
                {
                    int count = random.Next(1, queue.Capacity + 3);
                    bool claimed = queue.TryClaim(count);
                    Assert.True(claimed == model.Count + count <= queue.Capacity, $"seed {seed}, step {step}");
                    if (!claimed) { continue; }
                    for (int i = 0; i < count; i++) { queue.Claimed(i).Value = random.NextInt64(); }
                    int published = random.Next(0, count + 1);   // Less than was claimed is as good.
                    if (published == 0) { continue; }
                    for (int i = 0; i < published; i++) { model.Enqueue(queue.Claimed(i).Value); }
                    queue.Publish(published);
                }
                else if (action == 1)
                {
                    ref Item item = ref queue.TryClaim(out bool claimed);
                    Assert.True(claimed == model.Count < queue.Capacity, $"seed {seed}, step {step}");
                    if (!claimed) { continue; }
                    item.Value = random.NextInt64();
                    if (random.Next(8) == 0) { continue; }   // A claim that is never published leaves no trace.
                    model.Enqueue(item.Value);
                    queue.Publish();
                }
                else
                {
                    ref Item item = ref queue.TryPeek(out bool available);
                    Assert.True(available == model.Count > 0, $"seed {seed}, step {step}");
                    if (!available) { continue; }
                    Assert.True(item.Value == model.Peek(), $"seed {seed}, step {step}");
                    if (random.Next(8) == 0) { continue; }   // Peeked, not released: it comes again.
                    model.Dequeue();
                    queue.Release();
                }

                Assert.True(queue.Count == model.Count, $"seed {seed}, step {step}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(4096)]
    public async Task Between_two_threads_nothing_is_lost_doubled_torn_or_reordered(int capacity)
    {
        long count = capacity < 64 ? 50_000 : 500_000;
        var queue = new SpscQueue<Item>(capacity);
        Task producer = OnThread(() =>
        {
            for (long i = 0; i < count;)
            {
                ref Item item = ref queue.TryClaim(out bool claimed);
                if (!claimed)
                {
                    Thread.Yield();
                    continue;
                }

                item = new Item { Value = i, Check = ~i };
                queue.Publish();
                i++;
            }
        });

        string? broken = null;
        Task consumer = OnThread(() =>
        {
            for (long i = 0; i < count;)
            {
                if ((uint)queue.Count > (uint)capacity) { broken ??= $"count {queue.Count} at {i}"; }
                ref Item item = ref queue.TryPeek(out bool available);
                if (!available)
                {
                    Thread.Yield();
                    continue;
                }

                if (item.Value != i || item.Check != ~i) { broken ??= $"got {item.Value} instead of {i}"; }
                item = default;   // If the producer could see the slot too early, this would wipe out an item.
                queue.Release();
                i++;
            }
        });

        await Task.WhenAll(producer, consumer).WaitAsync(TimeSpan.FromMinutes(4));   // Each item of a queue of one is two turns of the scheduler: on a crowded machine milliseconds.
        Assert.Null(broken);
        Assert.Equal(0, queue.Count);
    }

    private static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private struct Item
    {
        public long Value;
        public long Check;
    }
}

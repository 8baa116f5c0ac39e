using LlmTrader.Engine.Ring;

namespace LlmTrader.Tests.Unit.Ring;

/// <summary>A slot whose second field is a function of the first, so that a torn or stale read shows.</summary>
internal struct TestSlot
{
    public long Id;
    public long Check;

    public static long CheckOf(long id) => ~id * 31;
}

internal static class RingTesting
{
    /// <summary>Far beyond what any step takes: it only turns a hang into a failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IWaitStrategy NewStrategy(string name) => name switch
    {
        "busy" => new BusySpinWaitStrategy(),
        "yielding" => new YieldingWaitStrategy(),
        "sleeping" => new SleepingWaitStrategy(),
        "blocking" => new BlockingWaitStrategy(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown strategy."),
    };

    public static void Produce(RingBuffer<TestSlot> ring, long count)
    {
        for (long i = 0; i < count; i++)
        {
            long sequence = ring.Next();
            ring[sequence] = new TestSlot { Id = sequence, Check = TestSlot.CheckOf(sequence) };
            ring.Publish(sequence);
        }
    }

    public static void Eventually(Func<bool> condition, string what) =>
        Assert.True(SpinWait.SpinUntil(condition, Patience), $"did not happen: {what}");

    public static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}

/// <summary>Checks order and content of what it gets, and can be told to wait or to throw.</summary>
internal sealed class ProbeHandler : IEventHandler<TestSlot>, ILifecycleAware, ITimeoutAware, IBatchStartAware
{
    private long _handled;
    private long _timeouts;

    public long Handled => Volatile.Read(ref _handled);

    public long Timeouts => Volatile.Read(ref _timeouts);

    public List<long> Batches { get; } = [];

    public List<string> Log { get; } = [];

    public string? Broken { get; private set; }

    public long ThrowAt { get; init; } = -1;

    public bool ThrowOnStart { get; init; }

    public bool ThrowOnShutdown { get; init; }

    public ManualResetEventSlim? Block { get; init; }

    public Action<long, bool>? OnEachEvent { get; init; }

    public void OnEvent(ref TestSlot slot, long sequence, bool endOfBatch)
    {
        Block?.Wait();
        if (sequence == ThrowAt) { throw new InvalidDataException($"bad event {sequence}"); }
        if (slot.Id != sequence || slot.Check != TestSlot.CheckOf(sequence)) { Broken ??= $"slot {slot.Id} at sequence {sequence}"; }
        OnEachEvent?.Invoke(sequence, endOfBatch);
        Volatile.Write(ref _handled, _handled + 1);
    }

    public void OnStart()
    {
        Log.Add($"start on {Thread.CurrentThread.Name}");
        if (ThrowOnStart) { throw new InvalidOperationException("no start"); }
    }

    public void OnShutdown()
    {
        Log.Add($"shutdown on {Thread.CurrentThread.Name}");
        if (ThrowOnShutdown) { throw new InvalidOperationException("no shutdown"); }
    }

    public void OnTimeout(long lastSequence) => Interlocked.Increment(ref _timeouts);

    public void OnBatchStart(long batchSize) => Batches.Add(batchSize);
}

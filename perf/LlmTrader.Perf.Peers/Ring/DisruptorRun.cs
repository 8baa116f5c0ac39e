using Disruptor.Processing;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Peers.Ring;

/// <summary>Disruptor-net's processors on threads of their own, from here to the disposal.</summary>
internal sealed class DisruptorRun : IDisposable
{
    private readonly IReadOnlyList<IEventProcessor> _processors;
    private readonly Task[] _tasks;

    public DisruptorRun(IReadOnlyList<IEventProcessor> processors)
    {
        _processors = processors;
        _tasks = [.. processors.Select(processor => processor.Start(TaskScheduler.Default, TaskCreationOptions.LongRunning))];
    }

    public static int? CoreAt(IReadOnlyList<int> cores, int index) => index < cores.Count ? cores[index] : null;

    /// <summary>What a handler does on its own thread before the first event.</summary>
    public static void Started(int? core, CountdownEvent ready)
    {
        CorePlacement.TryPinCurrentThread(core);
        ready.Signal();
    }

    public void Dispose()
    {
        foreach (IEventProcessor processor in _processors) { processor.Halt(); }
        Task.WaitAll(_tasks);
    }
}

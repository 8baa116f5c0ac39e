using System.Diagnostics;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace LlmTrader.Perf.Micro.Budgets;

/// <summary>A benchmark that is set up: invoked as BenchmarkDotNet would, one invocation at a time.</summary>
internal sealed class BenchmarkRun : IDisposable
{
    private const int LeastInvocations = 5;

    private readonly BenchmarkCase _case;
    private readonly Func<long> _work;
    private readonly Action? _before;
    private readonly Action? _after;
    private readonly Action? _end;

    public BenchmarkRun(BenchmarkCase benchmark)
    {
        _case = benchmark;
        object instance = Activator.CreateInstance(benchmark.Method.ReflectedType!)!;
        benchmark.Parameter?.SetValue(instance, benchmark.Value);
        _work = benchmark.Method.CreateDelegate<Func<long>>(instance);
        _before = Find<IterationSetupAttribute>(instance);
        _after = Find<IterationCleanupAttribute>(instance);
        _end = Find<GlobalCleanupAttribute>(instance);
        Find<GlobalSetupAttribute>(instance)?.Invoke();
    }

    /// <summary>What all invocations gave together; whoever reads it keeps the work from being left out.</summary>
    public long Checksum { get; private set; }

    /// <summary>Bytes that one invocation allocates.</summary>
    public long Allocated()
    {
        _before?.Invoke();
        long start = _case.IsOfThreads ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
        Checksum += _work();
        long bytes = (_case.IsOfThreads ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread()) - start;
        _after?.Invoke();
        return bytes;
    }

    /// <summary>
    /// Nanoseconds of one operation in the fastest of the invocations that fit into a time, and of five at least. An invocation is short,
    /// so that on a busy machine, too, some are not interrupted; what makes an operation slower makes the fastest slower.
    /// </summary>
    public double Nanoseconds(TimeSpan atLeast)
    {
        long fastest = long.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < LeastInvocations || Stopwatch.GetElapsedTime(begin) < atLeast; i++)
        {
            _before?.Invoke();
            long start = Stopwatch.GetTimestamp();
            Checksum += _work();
            fastest = Math.Min(fastest, Stopwatch.GetTimestamp() - start);
            _after?.Invoke();
        }

        return Stopwatch.GetElapsedTime(0, fastest).TotalNanoseconds / _case.Operations;
    }

    public void Dispose() => _end?.Invoke();

    private static Action? Find<TAttribute>(object instance) where TAttribute : Attribute =>
        instance.GetType().GetMethods().SingleOrDefault(method => method.IsDefined(typeof(TAttribute)))?.CreateDelegate<Action>(instance);
}

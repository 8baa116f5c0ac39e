using BenchmarkDotNet.Attributes;
using LlmTrader.Perf.Micro.Budgets;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>
/// The measure of all time budgets: a step multiplies, mixes and looks up, each time depending on the step before, in a
/// table that lies in the first-level cache. A faster processor takes less time for it, as for everything else here.
/// </summary>
public class ReferenceBenchmarks
{
    private const int Steps = 16_384;

    private readonly ulong[] _table = [.. Enumerable.Range(0, 1_024).Select(i => (ulong)i * 0x9E37_79B9_7F4A_7C15)];

    internal static BenchmarkCase Case { get; } = BenchmarkCase.Of(typeof(ReferenceBenchmarks)).Single();

    /// <summary>Dependent multiplies and loads.</summary>
    [Benchmark(Description = "reference", OperationsPerInvoke = Steps)]
    public long Step()
    {
        ulong[] table = _table;
        ulong state = 1;
        for (int i = 0; i < Steps; i++)
        {
            ulong high = Math.BigMul(state ^ (ulong)i, 0xA076_1D64_78BD_642F, out ulong low);
            state = (high ^ low) + table[(int)(low & 1_023)];
        }

        return (long)state;
    }
}

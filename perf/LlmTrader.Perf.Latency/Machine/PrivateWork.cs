using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LlmTrader.Perf.Latency.Machine;

/// <summary>
/// Work of which threads share nothing, neither memory nor locks: the share of linear that it keeps on several threads is the most that any work can
/// keep there. The rest the machine takes: cores that are two halves of one, a host that lends them to others, a clock that slows down when all are busy.
/// </summary>
public static class PrivateWork
{
    private const int Words = 1_024;   // 8 KiB, in the nearest cache of every core.
    private const int Rounds = 64;     // Between two looks at the clock.
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Rounds over a thread's own memory a second, of all threads together.</summary>
    /// <param name="threads">At least 1.</param>
    /// <param name="length">How long each works.</param>
    public static double Rate(int threads, TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        double[] rates = new double[threads];
        using Barrier begin = new(threads);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(place => new Thread(() => rates[place] = Work(begin, length)) { IsBackground = true })];
        foreach (Thread worker in workers) { worker.Start(); }
        foreach (Thread worker in workers) { worker.Join(); }
        return rates.Sum();
    }

    // Both in their final machine code from the first call on: nothing warms up, and no run is of another code than the next.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Work(Barrier begin, TimeSpan length)
    {
        ulong[] memory = new ulong[Words];
        Round(memory);   // Gets its pages.
        begin.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        long rounds = 0;
        while (Stopwatch.GetElapsedTime(start) < length)
        {
            for (int i = 0; i < Rounds; i++) { Round(memory); }
            rounds += Rounds;
        }

        return rounds / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Four chains that don't wait for each other, as an engine's instructions mostly don't.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(ulong[] memory)
    {
        ulong a = 1, b = 2, c = 3, d = 4;
        for (int i = 0; i + 3 < memory.Length; i += 4)
        {
            memory[i] = a = unchecked((memory[i] ^ a) * Odd);
            memory[i + 1] = b = unchecked((memory[i + 1] ^ b) * Odd);
            memory[i + 2] = c = unchecked((memory[i + 2] ^ c) * Odd);
            memory[i + 3] = d = unchecked((memory[i + 3] ^ d) * Odd);
        }
    }
}

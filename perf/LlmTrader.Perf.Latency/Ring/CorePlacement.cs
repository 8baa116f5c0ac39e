using System.Runtime.InteropServices;
using LlmTrader.Perf.Latency.Machine;

namespace LlmTrader.Perf.Latency.Ring;

/// <summary>Ties threads to cores, on Linux. Elsewhere nothing is tied and no cores are known.</summary>
public static partial class CorePlacement
{
    // cpu_set_t of glibc: 1024 bits.
    private const int MaskWords = 16;
    private const int BitsPerWord = 64;

    /// <summary>The cores that this process's calling thread may use, ascending; empty where that can't be asked.</summary>
    public static IReadOnlyList<int> AllowedCores()
    {
        if (!OperatingSystem.IsLinux()) { return []; }
        Span<ulong> mask = stackalloc ulong[MaskWords];
        if (GetAffinity(0, MaskWords * sizeof(ulong), mask) < 0) { return []; }
        var cores = new List<int>();
        for (int core = 0; core < MaskWords * BitsPerWord; core++)
        {
            if ((mask[core / BitsPerWord] >> (core % BitsPerWord) & 1) != 0) { cores.Add(core); }
        }

        return cores;
    }

    /// <summary>
    /// The allowed cores but for one that serves far more interrupts than the others, usually the disk's or the network's: a thread there
    /// is stopped for each of them, and the kernel's work behind them runs there too.
    /// </summary>
    public static IReadOnlyList<int> QuietCores()
    {
        IReadOnlyList<int> allowed = AllowedCores();
        return new MachineFiles().Read(Interrupts.Counters) is { } counters ? [.. allowed.Except(Interrupts.Busiest(counters.Split('\n'), allowed))] : allowed;
    }

    /// <summary>
    /// Ties the calling thread to <paramref name="core"/> for the rest of its life; threads that it starts inherit that.
    /// False where the system does not offer or refuses it: the thread then runs where it likes, and nothing else changes.
    /// </summary>
    /// <param name="core">From <see cref="AllowedCores"/>; null leaves the thread alone and answers false.</param>
    public static bool TryPinCurrentThread(int? core) => core is { } one && TryPin(0, [one]);

    /// <summary>As <see cref="TryPinCurrentThread"/>, for a thread of this process by its number in the system (0 is the calling one) and several cores.</summary>
    public static bool TryPin(int thread, IReadOnlyList<int> cores)
    {
        ArgumentNullException.ThrowIfNull(cores);
        if (!OperatingSystem.IsLinux() || cores.Any(core => core is not (>= 0 and < MaskWords * BitsPerWord))) { return false; }
        Span<ulong> mask = stackalloc ulong[MaskWords];
        mask.Clear();
        foreach (int core in cores) { mask[core / BitsPerWord] |= 1UL << (core % BitsPerWord); }
        return SetAffinity(thread, MaskWords * sizeof(ulong), mask) == 0;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int threadId, nuint bytes, Span<ulong> mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int threadId, nuint bytes, ReadOnlySpan<ulong> mask);
}

using System.Runtime.InteropServices;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Tools.Hosting.Strategist;

/// <summary>How a process that computes for hours makes way for the engine on the same machine: lower priority, cores and threads to spare.</summary>
public static partial class BesideEngine
{
    /// <summary>Of 19 that the system knows: whoever wants the processor at the same time gets it almost always.</summary>
    public const int Nice = 10;

    private const int CoresLeft = 2;
    private const int Process = 0;   // PRIO_PROCESS.

    /// <summary>Threads that compute where nobody says how many: two fewer than the cores, and no more than the engine's own cores leave.</summary>
    /// <param name="cores">Of the machine, as far as this process may use them.</param>
    /// <param name="engineCores">Those that the engine is tied to; empty when it may use all.</param>
    public static int Threads(int cores, IReadOnlyList<int> engineCores)
    {
        ArgumentNullException.ThrowIfNull(engineCores);
        return Math.Max(1, cores - Math.Max(CoresLeft, engineCores.Count));
    }

    /// <summary>
    /// Lowers the priority of all threads that this process has, and ties them to the cores that the engine is not tied to, where any are
    /// left; threads that they start inherit both. Elsewhere than on Linux nothing happens.
    /// </summary>
    public static void MakeWay(IReadOnlyList<int> engineCores)
    {
        ArgumentNullException.ThrowIfNull(engineCores);
        if (!OperatingSystem.IsLinux()) { return; }
        int[] own = engineCores.Count > 0 ? [.. CorePlacement.AllowedCores().Except(engineCores)] : [];
        foreach (string task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            int thread = int.Parse(Path.GetFileName(task), System.Globalization.CultureInfo.InvariantCulture);
            if (GetPriority(Process, thread) < Nice) { _ = SetPriority(Process, thread, Nice); }   // A thread that has ended meanwhile needs neither.
            if (own.Length > 0) { CorePlacement.TryPin(thread, own); }
        }
    }

    /// <summary>The calling thread's niceness; 0 where it can't be asked.</summary>
    public static int CurrentNice() => OperatingSystem.IsLinux() ? GetPriority(Process, 0) : 0;

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}

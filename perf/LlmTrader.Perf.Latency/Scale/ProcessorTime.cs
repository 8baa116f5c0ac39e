using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LlmTrader.Perf.Latency.Scale;

/// <summary>
/// Processor time of the calling thread, on Linux: what other processes take of a core in the meantime is not in it, so that a busy
/// machine still gives figures. Elsewhere the clock's time.
/// </summary>
public static partial class ProcessorTime
{
    private const int ThreadClock = 3;   // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Nanoseconds from an arbitrary origin, for differences on one thread.</summary>
    public static long ThreadNanoseconds =>
        OperatingSystem.IsLinux() && GetTime(ThreadClock, out Timespec time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : (long)Stopwatch.GetElapsedTime(0).TotalNanoseconds;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Timespec time);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

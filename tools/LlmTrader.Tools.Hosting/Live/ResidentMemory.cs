using System.Globalization;
using System.Runtime.InteropServices;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>
/// Memory that the process has been given and has not written yet has no pages behind it: the first write to each pays for one, in the
/// kernel. Rings, tables and buffers are made at the start and would pay while trading, for hours.
/// </summary>
public static partial class ResidentMemory
{
    private const int PopulateWrite = 23;   // MADV_POPULATE_WRITE, from Linux 5.14 on; earlier ones refuse it.

    // The page or few that end a stack. A stack is given whole, 8 MiB for each thread, and hardly used.
    private const ulong MostGuard = 64 << 10;

    /// <summary>
    /// Puts pages behind all that is writable and the process's alone, stacks excepted; nothing changes what is in it. Does nothing where the
    /// system can't.
    /// </summary>
    /// <returns>The bytes that are resident now for certain.</returns>
    public static long Populate()
    {
        if (!OperatingSystem.IsLinux()) { return 0; }
        ulong populated = 0;
        foreach ((ulong from, ulong to) in Writable(File.ReadLines("/proc/self/maps").ToArray()))
        {
            if (Advise((nint)from, (nint)(to - from), PopulateWrite) == 0) { populated += to - from; }
        }

        return (long)populated;
    }

    /// <summary>Anonymous, private, writable ranges of <c>/proc/self/maps</c> that are no thread's stack.</summary>
    public static IEnumerable<(ulong From, ulong To)> Writable(IReadOnlyList<string> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        (ulong From, ulong To, bool IsClosed) before = default;
        foreach (string line in maps)
        {
            // 7f0628a0e000-7f0628a0f000 ---p 00000000 00:00 0    and a name, if it has one
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int dash = words[0].IndexOf('-', StringComparison.Ordinal);
            ulong from = ulong.Parse(words[0].AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            ulong to = ulong.Parse(words[0].AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            bool isStack = before.IsClosed && before.To == from && before.To - before.From <= MostGuard;
            if (words[1] == "rw-p" && words.Length == 5 && words[4] == "0" && !isStack) { yield return (from, to); }
            before = (from, to, words[1] == "---p");
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}

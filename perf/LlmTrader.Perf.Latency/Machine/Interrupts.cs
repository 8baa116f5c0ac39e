using System.Globalization;

namespace LlmTrader.Perf.Latency.Machine;

/// <summary>Which core serves the machine's interrupts, by the time that Linux has counted for it since it started.</summary>
public static class Interrupts
{
    /// <summary>The kernel's counters.</summary>
    public const string Counters = "/proc/stat";

    private const int Hard = 6;      // Fields of a line "cpuN user nice system idle iowait irq softirq …", in ticks of 10 ms.
    private const int Soft = 7;
    private const int Times = 3;     // As much as the median core: every core has its own timer's.
    private const long Least = 100;  // A second: less says nothing.

    /// <summary>The core that has spent several times as long in interrupts as the median of <paramref name="cores"/>; empty when there is none.</summary>
    /// <param name="counters">The lines of <see cref="Counters"/>. Others than those of a core are skipped.</param>
    /// <param name="cores">To compare; with fewer than three there is no median worth the name.</param>
    public static IReadOnlyList<int> Busiest(IReadOnlyList<string> counters, IReadOnlyList<int> cores)
    {
        ArgumentNullException.ThrowIfNull(counters);
        ArgumentNullException.ThrowIfNull(cores);
        (int Core, long Ticks)[] times = [.. counters.Select(Parse).OfType<(int Core, long Ticks)>().Where(one => cores.Contains(one.Core)).OrderBy(one => one.Ticks)];
        if (times.Length < 3) { return []; }
        (int core, long most) = times[^1];
        return most >= Least && most > Times * times[(times.Length - 1) / 2].Ticks ? [core] : [];
    }

    private static (int Core, long Ticks)? Parse(string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= Soft || !fields[0].StartsWith("cpu", StringComparison.Ordinal)) { return null; }
        return int.TryParse(fields[0].AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int core)
            && long.TryParse(fields[Hard], NumberStyles.None, CultureInfo.InvariantCulture, out long hard)
            && long.TryParse(fields[Soft], NumberStyles.None, CultureInfo.InvariantCulture, out long soft)
            ? (core, hard + soft)
            : null;
    }
}

using System.Globalization;

namespace LlmTrader.Perf.Latency.Machine;

/// <summary>The threads of this process as the operating system shows them, runtime's and all. Linux only; elsewhere there are none.</summary>
public static class ProcessThreads
{
    /// <summary>Of a thread's name the system shows so many characters.</summary>
    public const int ShownLength = 15;

    private const string Tasks = "/proc/self/task";

    private static readonly MachineFiles Files = new();

    /// <summary>Whether this system shows them.</summary>
    public static bool AreShown => Directory.Exists(Tasks);

    /// <summary>Their numbers in the system and their names, cut to <see cref="ShownLength"/>; a thread has its name once it runs.</summary>
    public static IEnumerable<(int Thread, string Name)> All()
    {
        if (!AreShown) { yield break; }
        foreach (string task in Directory.GetDirectories(Tasks))
        {
            // A thread may end between the listing and the look.
            if (Files.Read(Path.Combine(task, "comm")) is { } name) { yield return (int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture), name); }
        }
    }

    /// <summary>How often the system took a core from a thread so far; null when the thread has ended or the system does not tell.</summary>
    public static long? PreemptionsOf(int thread) =>
        Files.NumberBehind($"{Tasks}/{thread.ToString(CultureInfo.InvariantCulture)}/status", "nonvoluntary_ctxt_switches:");
}

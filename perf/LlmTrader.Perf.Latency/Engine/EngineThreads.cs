using System.Globalization;
using LlmTrader.Perf.Latency.Ring;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>
/// The threads of a running engine, found by the names that the operating system shows: ties them to cores, and counts how often
/// a core was taken from them. Linux only; elsewhere nothing is found.
/// </summary>
internal sealed class EngineThreads
{
    private const string Tasks = "/proc/self/task";
    private const int ShownLength = 15;   // Of a thread's name, the system shows so much.

    private readonly List<int> _urgent = [];

    /// <param name="urgent">Names of the threads whose latency counts, in order.</param>
    /// <param name="cores">A core for each of them; the process's other threads get what is left. Empty ties nothing.</param>
    /// <param name="beside">Names of engine threads that belong on the other cores.</param>
    /// <exception cref="InvalidOperationException">An urgent thread has another name: the figures would be those of a thread that roams.</exception>
    public EngineThreads(IReadOnlyList<string> urgent, IReadOnlyList<int> cores, IReadOnlyList<string> beside)
    {
        int[] rest = [.. CorePlacement.AllowedCores().Except(cores)];
        foreach ((int thread, string name) in All())
        {
            int place = IndexOf(urgent, name);
            if (place >= 0) { _urgent.Add(thread); }
            if (cores.Count == 0) { continue; }
            if (place >= 0 && place < cores.Count) { CorePlacement.TryPin(thread, [cores[place]]); }
            else if (rest.Length > 0 && IndexOf(beside, name) >= 0) { CorePlacement.TryPin(thread, rest); }
        }

        if (Directory.Exists(Tasks) && _urgent.Count < urgent.Count)
        {
            throw new InvalidOperationException($"Of the threads {string.Join(", ", urgent)} only {_urgent.Count} were found.");
        }
    }

    /// <summary>Times so far that the operating system took a core from an urgent thread; null where it does not tell.</summary>
    public long? Preemptions()
    {
        long sum = 0;
        foreach (int thread in _urgent)
        {
            if (Read($"{Tasks}/{thread.ToString(CultureInfo.InvariantCulture)}/status") is not { } status) { continue; }
            const string Field = "nonvoluntary_ctxt_switches:";
            int at = status.IndexOf(Field, StringComparison.Ordinal);
            if (at >= 0) { sum += long.Parse(status.AsSpan(at + Field.Length).Trim().ToString().Split('\n')[0], CultureInfo.InvariantCulture); }
        }

        return _urgent.Count == 0 ? null : sum;
    }

    private static IEnumerable<(int Thread, string Name)> All()
    {
        if (!Directory.Exists(Tasks)) { yield break; }
        foreach (string task in Directory.GetDirectories(Tasks))
        {
            // A thread may end between the listing and the look.
            if (Read(Path.Combine(task, "comm")) is { } name) { yield return (int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture), name.Trim()); }
        }
    }

    private static string? Read(string file)
    {
        try { return File.ReadAllText(file); }
        catch (IOException) { return null; }
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].AsSpan(0, Math.Min(names[i].Length, ShownLength)).SequenceEqual(name)) { return i; }
        }

        return -1;
    }
}

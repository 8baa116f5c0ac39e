using LlmTrader.Engine.Ring;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Perf.Latency.Ring;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>
/// The threads of a running engine, found by the names that the operating system shows: ties the urgent ones to a core each and its others
/// to the cores that are left, and counts how often a core was taken from an urgent one. Linux only; elsewhere nothing is found.
/// </summary>
internal sealed class EngineThreads : IDisposable
{
    // The runtime's, which would take a core from an urgent thread: the compiler's for milliseconds.
    private static readonly string[] Runtime = [".NET Tiered Compilation Worker", ".NET Finalizer"];

    private readonly List<int> _urgent = [];
    private readonly List<int> _moved = [];
    private readonly IReadOnlyList<int> _allowed = CorePlacement.AllowedCores();

    /// <param name="urgent">Names of the threads whose latency counts, in order.</param>
    /// <param name="cores">
    /// A core for each of them. The handlers' and the journal's other threads, and the runtime's own, go to the cores that are left, until this
    /// is disposed. Empty ties nothing.
    /// </param>
    /// <exception cref="InvalidOperationException">An urgent thread has another name: the figures would be those of a thread that roams.</exception>
    public EngineThreads(IReadOnlyList<string> urgent, IReadOnlyList<int> cores)
    {
        int[] rest = [.. _allowed.Except(cores)];
        foreach ((int thread, string name) in ProcessThreads.All())
        {
            int place = IndexOf(urgent, name);
            if (place >= 0)
            {
                _urgent.Add(thread);
                if (place < cores.Count) { CorePlacement.TryPin(thread, [cores[place]]); }
            }
            else if (cores.Count > 0 && rest.Length > 0 && IsBeside(name) && CorePlacement.TryPin(thread, rest)) { _moved.Add(thread); }
        }

        if (ProcessThreads.AreShown && _urgent.Count < urgent.Count)
        {
            throw new InvalidOperationException($"Of the threads {string.Join(", ", urgent)} only {_urgent.Count} were found.");
        }
    }

    /// <summary>Times so far that the operating system took a core from an urgent thread; null where it does not tell.</summary>
    public long? Preemptions() => _urgent.Count == 0 ? null : _urgent.Sum(thread => ProcessThreads.PreemptionsOf(thread) ?? 0);

    /// <summary>Lets the threads that are not urgent run everywhere again.</summary>
    public void Dispose()
    {
        foreach (int thread in _moved) { CorePlacement.TryPin(thread, _allowed); }   // Refused for one that has ended.
    }

    private static bool IsBeside(string name) =>
        name.StartsWith(EventProcessor.ThreadPrefix, StringComparison.Ordinal) || name.StartsWith(JournalWriter.ThreadPrefix, StringComparison.Ordinal) || IndexOf(Runtime, name) >= 0;

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].AsSpan(0, Math.Min(names[i].Length, ProcessThreads.ShownLength)).SequenceEqual(name)) { return i; }
        }

        return -1;
    }
}

using LlmTrader.Engine.Runtime;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Perf.Latency.Ring;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>Gives the threads whose delay is the engine's latency cores of their own, as the latency benchmark does.</summary>
internal static class UrgentThreads
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);   // A thread takes its name when it first runs.

    /// <summary>
    /// Ties the most urgent threads of a started engine to a core each, and all others of the process to the cores that are left, where
    /// those that they start stay as well.
    /// </summary>
    /// <param name="cores">Different ones, at most as many as there are urgent threads; empty leaves every thread where it is.</param>
    /// <param name="topology">Of the engine.</param>
    /// <exception cref="RunException">The machine does not have the cores, has no other besides, or can't place threads.</exception>
    public static void Place(IReadOnlyList<int> cores, EngineTopology topology)
    {
        ArgumentNullException.ThrowIfNull(cores);
        if (cores.Count == 0) { return; }
        IReadOnlyList<int> allowed = CorePlacement.AllowedCores();
        if (allowed.Count == 0) { throw new RunException("threads.urgent_cores is for Linux: this system can't tie a thread to a core. Remove the line."); }
        int[] rest = [.. allowed.Except(cores)];
        if (cores.Any(core => !allowed.Contains(core)) || rest.Length == 0)
        {
            throw new RunException($"threads.urgent_cores names {string.Join(", ", cores)}, and this process may use {string.Join(", ", allowed)}: name cores of these, and leave at least one to the other threads.");
        }

        string[] names = [.. EnginePipeline.UrgentThreads(topology).Take(cores.Count)];
        if (!SpinWait.SpinUntil(() => names.All(name => ProcessThreads.All().Any(thread => thread.Name == name)), Patience))
        {
            throw new RunException($"threads.urgent_cores can't be kept: of {string.Join(", ", names)} the system shows not all.");
        }

        for (int round = 0; round < 2; round++)   // One that was not tied yet may have started another meanwhile.
        {
            foreach ((int thread, string name) in ProcessThreads.All())
            {
                int place = Array.IndexOf(names, name);
                CorePlacement.TryPin(thread, place >= 0 ? [cores[place]] : rest);   // Refused for one that has ended meanwhile.
            }
        }
    }
}

using System.Globalization;
using LlmTrader.Perf.Latency.Machine;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Doctor;

/// <summary>Whether the cores suit the topology.</summary>
internal static class ProcessorCheck
{
    private const string Name = "cores";
    private const int CoresOfPipelined = 6;   // A thread for each stage, the Sequencer and the journal.

    public static IEnumerable<DoctorFinding> Run(ThreadConfiguration threads, MachineFiles files, int cores)
    {
        int last = LastOf(files.Read("sys/devices/system/cpu/present")) ?? cores - 1;
        int[] missing = [.. threads.Affinity.Where(core => core > last)];
        if (missing.Length > 0)
        {
            yield return new DoctorFinding(Name, DoctorVerdict.Fail, $"threads.affinity names core {missing[0]}, and the last of this machine is {last}.", $"Name cores from 0 to {last}; `lscpu -e` lists them.");
        }

        foreach (DoctorFinding finding in Urgent(threads.UrgentCores, files, last)) { yield return finding; }
        int usable = threads.Affinity.Count > 0 ? threads.Affinity.Count : cores;
        int spinning = threads.ToThreading(usable).SpinningThreads;
        int most = Math.Max(0, usable - 2);
        string found = $"{usable} of {cores} may be used; {threads.Topology.ToString().ToLowerInvariant()}, {spinning} threads spin";
        if (spinning > most)
        {
            yield return new DoctorFinding(Name, DoctorVerdict.Fail, $"{found}, and at most {most} may: the others would starve.", $"Set threads.spinning to {most}, or remove the line.");
        }
        else if (threads.Topology == LiveTopology.Pipelined && usable < CoresOfPipelined)
        {
            yield return new DoctorFinding(Name, DoctorVerdict.Warn, $"{found}; its stages share cores and wait for each other.", $"Set threads.topology to fused, or use {CoresOfPipelined} cores.");
        }
        else if (usable < 2)
        {
            yield return new DoctorFinding(Name, DoctorVerdict.Warn, $"{found}; the journal and the decisions share one.", "Use two cores or more.");
        }
        else if (spinning == 0)
        {
            yield return new DoctorFinding(Name, DoctorVerdict.Note, $"{found}: threads are woken, which costs tens of microseconds.", "From four cores on threads spin.");
        }
        else
        {
            yield return DoctorFinding.Ok(Name, $"{found}.");
        }
    }

    private static IEnumerable<DoctorFinding> Urgent(IReadOnlyList<int> urgent, MachineFiles files, int last)
    {
        int missing = urgent.FirstOrDefault(core => core > last, -1);
        if (missing >= 0)
        {
            yield return new DoctorFinding(Name, DoctorVerdict.Fail, $"threads.urgent_cores names core {missing}, and the last of this machine is {last}.", $"Name cores from 0 to {last}; `lscpu -e` lists them.");
            yield break;
        }

        string[] counters = files.Read(Interrupts.Counters.TrimStart('/'))?.Split('\n') ?? [];
        foreach (int core in Interrupts.Busiest(counters, [.. Enumerable.Range(0, last + 1)]).Intersect(urgent))
        {
            yield return new DoctorFinding(Name, DoctorVerdict.Warn, $"core {core} of threads.urgent_cores serves far more interrupts than the others.", "Name another one, or move the interrupts (/proc/irq/*/smp_affinity_list).");
        }
    }

    // Of ranges such as 0-3,8-11.
    private static int? LastOf(string? ranges) =>
        int.TryParse(ranges?.Split('-', ',').LastOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out int last) ? last : null;
}

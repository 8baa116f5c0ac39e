using System.Numerics;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Journal, threads and the places of files.</summary>
internal static class StorageCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        JournalConfiguration journal = configuration.Journal;
        if (journal.WarnAt.BasisPoints >= journal.StopEntriesAt.BasisPoints && !mistakes.Has("journal.warn_at") && !mistakes.Has("journal.stop_entries_at"))
        {
            string key = mistakes.PlaceOf("journal.warn_at").IsDefault ? "journal.stop_entries_at" : "journal.warn_at";
            mistakes.Add(key, $"warn_at is {journal.WarnAt} and stop_entries_at {journal.StopEntriesAt}: nobody would be warned before entries stop.", "Let warn_at be the smaller one; 80% and 92% are the defaults.");
        }

        if (journal.GroupSize.Bytes > journal.SegmentSize.Bytes && !mistakes.Has("journal.group_size") && !mistakes.Has("journal.segment_size"))
        {
            mistakes.Add("journal.group_size", $"'{journal.GroupSize}' is given, and a segment has {journal.SegmentSize}.", "Write a smaller group_size, or a larger segment_size.");
        }

        if (!BitOperations.IsPow2(configuration.Threads.RingCapacity) && !mistakes.Has("threads.ring_capacity"))
        {
            int near = (int)BitOperations.RoundUpToPowerOf2((uint)configuration.Threads.RingCapacity);
            mistakes.Add("threads.ring_capacity", $"'{configuration.Threads.RingCapacity}' is given; a power of two is expected.", $"Write {Math.Min(near, 4_194_304)}.");
        }

        Cores("threads.affinity", configuration.Threads.Affinity, mistakes);
        Cores("threads.urgent_cores", configuration.Threads.UrgentCores, mistakes);
        UrgentCores(configuration.Threads, mistakes);
        Places(configuration, mistakes);
    }

    private static void UrgentCores(ThreadConfiguration threads, ConfigurationMistakes mistakes)
    {
        const string Key = "threads.urgent_cores";
        if (threads.UrgentCores.Count == 0 || mistakes.Has(Key)) { return; }
        int most = EnginePipeline.UrgentThreads(threads.ToTopology()).Count;
        if (threads.UrgentCores.Count > most)
        {
            mistakes.Add(Key, $"{threads.UrgentCores.Count} cores are given, and the topology {threads.Topology.ToString().ToLowerInvariant()} has {most} urgent threads.", $"Name at most {most}.");
        }

        if (threads.Affinity.Count == 0 || mistakes.Has("threads.affinity")) { return; }
        int strange = threads.UrgentCores.FirstOrDefault(core => !threads.Affinity.Contains(core), -1);
        if (strange >= 0) { mistakes.Add(Key, $"core {strange} is not among those of threads.affinity.", "Name it there too, or remove it here."); }
        else if (threads.Affinity.Count == threads.UrgentCores.Count) { mistakes.Add(Key, "no core of threads.affinity is left for the other threads.", "Name one more there, or one fewer here."); }
    }

    private static void Cores(string key, IReadOnlyList<int> cores, ConfigurationMistakes mistakes)
    {
        for (int i = 0; i < cores.Count; i++)
        {
            if (cores[i] is < 0 or > 1023) { mistakes.Add($"{key}[{i}]", $"'{cores[i]}' is given; the number of a core, 0 to 1023, is expected.", "`lscpu -e` lists the cores of this machine."); }
            else if (cores.Take(i).Contains(cores[i])) { mistakes.Add($"{key}[{i}]", $"core {cores[i]} is given twice.", "Remove one of the two."); }
        }
    }

    private static void Places(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has("run_directory") || mistakes.Has("journal.directory") || mistakes.Has("log.file")) { return; }
        EnginePaths paths = configuration.Paths;
        if (paths.Journal == paths.RunDirectory) { mistakes.Add("journal.directory", "is the run directory: the journal's directory holds nothing but the journal.", "Name a directory of its own, such as journal."); }
        else if (paths.LogFile is { } log && (log + "/").StartsWith(paths.Journal + "/", StringComparison.Ordinal)) { mistakes.Add("log.file", "lies in the journal's directory, which holds nothing but the journal.", "Name a place outside, or the file alone: it lies in log/ of the run directory then."); }
        foreach (FeedConfiguration feed in configuration.Feeds)
        {
            if (feed is JournalFeedConfiguration played && Path.GetFullPath(played.Directory ?? "", configuration.BaseDirectory) == paths.Journal)
            {
                mistakes.Add("journal.directory", "is the journal that a feed plays: it can't be read and written at once.", "Name another directory.");
            }
        }
    }
}

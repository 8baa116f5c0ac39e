using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>The journal that a configuration names: made when there is none, refused when it is of a run that would decide otherwise.</summary>
internal static class JournalOfHost
{
    /// <summary>Sees that a journal of exactly this run lies there.</summary>
    /// <returns>Whether it was made just now.</returns>
    /// <exception cref="RunException">It is of another run; the message lists what differs.</exception>
    public static bool Prepare(EngineHostOptions options, Timestamp now)
    {
        string path = options.JournalDirectory;
        if (File.Exists(Path.Combine(path, JournalDirectory.ManifestName)))
        {
            Compare(JournalDirectory.Open(path).Manifest, options);
            return false;
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()) { throw new RunException($"'{path}' is not empty and is not a journal; name another directory."); }
        JournalDirectory.Create(path, NewJournal.ManifestOf(options.Instruments, options.Run.BarSpecs, options.Run.ToJson(), now));
        return true;
    }

    private static void Compare(JournalManifest manifest, EngineHostOptions options)
    {
        List<string> differences = [.. RunDifference.Between(RunConfiguration.FromJson(manifest.Configuration), options.Run).Select(one => one.Text(options.PlaceOf))];
        if (InstrumentDifference(manifest.Instruments, options.Instruments) is { } difference) { differences.Add(difference); }
        if (differences.Count == 0) { return; }
        throw new RunException(
            $"The journal '{options.JournalDirectory}' is of a run that decides otherwise than this configuration (journal -> configuration):\n  {string.Join("\n  ", differences)}\n"
            + "Put these values back, or name a new journal.directory (the engine then begins with the configured cash and no positions). What `llmtrader ctl` can change is changed while the engine runs, and stays over restarts.");
    }

    // Null when there is none.
    private static string? InstrumentDifference(InstrumentTable journal, InstrumentTable configuration)
    {
        string NamesOf(InstrumentTable table) => string.Join(", ", table.All.ToArray().Select(instrument => instrument.FullName));
        if (NamesOf(journal) != NamesOf(configuration)) { return $"instruments: the journal has {NamesOf(journal)}, the configuration {NamesOf(configuration)}"; }
        string[] changed = [.. journal.All.ToArray().Zip(configuration.All.ToArray()).Where(pair => !pair.First.IsSpecifiedAs(pair.Second)).Select(pair => pair.First.FullName)];
        return changed.Length == 0 ? null : $"instruments: {string.Join(", ", changed)} have other ticks, lots, limits or fees than in the journal";
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Perf.Peers.Compatibility;

/// <summary>MessagePack-CSharp and K4os's LZ4 read of a journal what we read of it, event for event.</summary>
internal static class JournalProof
{
    /// <summary>Of both streams, as far as there are.</summary>
    public static IEnumerable<Proof> Of(string journal)
    {
        JournalDirectory directory = JournalDirectory.Open(journal);
        yield return Compare($"{journal}, in, by MessagePack and K4os", JournalRecords.Lines(journal, "in"), EventsOf(directory));
        if (Directory.Exists(Path.Combine(journal, "out")) && Directory.EnumerateFiles(Path.Combine(journal, "out"), "*.seg").Any())
        {
            yield return Compare($"{journal}, out, by MessagePack and K4os", JournalRecords.Lines(journal, "out"), DerivedOf(directory));
        }
    }

    private static Proof Compare(string name, IEnumerable<string> theirs, IEnumerable<string> ours)
    {
        long same = 0;
        using IEnumerator<string> their = theirs.GetEnumerator();
        foreach (string line in ours)
        {
            if (!their.MoveNext()) { return new Proof(name, same, $"they end before {line}"); }
            if (their.Current != line) { return new Proof(name, same, $"they read {their.Current}, we {line}"); }
            same++;
        }

        return their.MoveNext() ? new Proof(name, same, $"we end before {their.Current}") : new Proof(name, same, null);
    }

    // What `journal cat --json` prints, by the same reader and the same writer.
    private static IEnumerable<string> EventsOf(JournalDirectory directory)
    {
        using JournalReader reader = new(directory);
        EngineEvent next = default;
        while (reader.TryRead(ref next)) { yield return EventJson.ToText(in next); }
    }

    private static IEnumerable<string> DerivedOf(JournalDirectory directory)
    {
        using OutJournalReader reader = new(directory);
        OutRecord next = default;
        while (reader.TryRead(ref next)) { yield return EventJson.ToText(in next); }
    }
}

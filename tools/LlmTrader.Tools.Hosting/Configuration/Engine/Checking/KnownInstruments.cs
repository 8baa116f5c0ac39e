using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>The instruments of a configuration while it is checked.</summary>
internal static class KnownInstruments
{
    /// <summary>Null when the venue must be asked, and when a mistake keeps them from being known.</summary>
    public static InstrumentTable? Of(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has("feeds") || mistakes.Has("instruments") || mistakes.Has("universe")) { return null; }
        try
        {
            return EngineInstruments.Known(configuration);
        }
        catch (Exception e) when (e is ArgumentException or JournalIOException or JournalFormatException or IOException or UnauthorizedAccessException)
        {
            bool isJournal = configuration.Feeds is [JournalFeedConfiguration];
            mistakes.Add(isJournal ? "feeds[0].directory" : "instruments", Sentence(e.Message), isJournal ? "Name the directory of a journal: it holds a manifest.json." : "Mend the definition.");
            return null;
        }
    }

    private static string Sentence(string message)
    {
        string line = message.ReplaceLineEndings(" ").TrimEnd('.');
        return $"{char.ToLowerInvariant(line[0])}{line[1..]}.";
    }
}

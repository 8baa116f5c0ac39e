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
        if (configuration.Feeds is [JournalFeedConfiguration feed] && !File.Exists(Path.Combine(Path.GetFullPath(feed.Directory, configuration.BaseDirectory), JournalDirectory.ManifestName)))
        {
            mistakes.Add("feeds[0].directory", $"'{ConfigurationNode.Shortened(feed.Directory)}' holds no journal.", $"Name a directory with a {JournalDirectory.ManifestName} in it; paths stand against the directory of the configuration.");
            return null;
        }

        try
        {
            return EngineInstruments.Known(configuration);
        }
        catch (Exception e) when (e is ArgumentException or JournalIOException or JournalFormatException or IOException or UnauthorizedAccessException)
        {
            bool isJournal = configuration.Feeds is [JournalFeedConfiguration];
            mistakes.Add(isJournal ? "feeds[0].directory" : "instruments", Sentence(e.Message), isJournal ? "`llmtrader journal verify` says more." : "Mend the definition.");
            return null;
        }
    }

    private static string Sentence(string message)
    {
        string line = message.ReplaceLineEndings(" ").TrimEnd('.');
        return $"{char.ToLowerInvariant(line[0])}{line[1..]}.";
    }
}

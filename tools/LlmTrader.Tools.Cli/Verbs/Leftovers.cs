using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>What earlier runs have begun at a place and not completed.</summary>
internal static class Leftovers
{
    /// <summary>Tells of them: they stay, and what is about to be written does not continue them.</summary>
    public static void Warn(string? target, Session session)
    {
        if (target is null) { return; }
        foreach (string partial in NewJournal.PartialsOf(target))
        {
            session.Warn($"another run for '{target}' was cut off, or is still under way; its partial journal is '{partial}'. It stays, and this run does not continue it: look at it with `llmtrader journal describe`, or delete it.");
        }
    }
}

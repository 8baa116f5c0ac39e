using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>What a projector says while it runs: sentences of several threads, each at once, beside the one document of --json.</summary>
internal sealed class ProjectorVoice(Session session)
{
    private readonly Lock _lock = new();

    public void Tell(string sentence)
    {
        lock (_lock)
        {
            if (session.IsJson) { session.WriteError(sentence); return; }
            session.WriteLine(sentence);
            session.Output.Flush();
        }
    }
}

using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary>A walk over all of a journal, with progress and a way to stop it.</summary>
internal static class JournalWalk
{
    public static T Run<T>(Session session, string title, Func<IProgress<JournalProgress>, T> walk) =>
        session.WithProgress(title, report => walk(new Reports(report)));

    /// <summary>How a stream ends, in words.</summary>
    public static string Describe(JournalEnd end) => end switch
    {
        JournalEnd.Complete => "cleanly",
        JournalEnd.Open => "without an end mark (its writer still runs, or was stopped)",
        _ => "in a torn block (a crash)",
    };

    // Progress<T> would post to another thread, from which a wish to stop can't end the walk.
    private sealed class Reports(Action<long, long> report) : IProgress<JournalProgress>
    {
        public void Report(JournalProgress value) => report(value.BytesDone, value.BytesTotal);
    }
}

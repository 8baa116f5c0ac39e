using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>
/// How far the derived stream is on the disk. A snapshot beyond its end would be of no use: a start from there never makes again what a crash
/// took, and once the journal is pruned behind it nobody can.
/// </summary>
internal sealed class DerivedTail : IDisposable
{
    private readonly JournalDirectory _journal;
    private readonly OutJournalFollower _follower;
    private readonly DerivedEnd _read;

    /// <param name="journal">The journal.</param>
    /// <param name="from">Where the derived stream was when the following begins; it is read from its last sequence on.</param>
    public DerivedTail(JournalDirectory journal, DerivedEnd from)
    {
        _journal = journal;
        _read = new DerivedEnd();
        _follower = new OutJournalFollower(journal, new FollowerOptions { From = Math.Max(0, from.LastSequence) });
    }

    /// <summary>Whether the stream holds everything up to there; when it does, it is durable too.</summary>
    public bool Holds(DerivedEnd end)
    {
        if (end.LastSequence < 0) { return true; }
        OutRecord record = default;
        while (!end.IsIn(_read))
        {
            if (!_follower.TryRead(ref record)) { return false; }
            _read.Append(in record);
        }

        Settle();
        return true;
    }

    public void Dispose() => _follower.Dispose();

    // The stream is never synced as it grows; segments before the last one were when they were closed.
    private void Settle()
    {
        using IJournalFile file = JournalFile.OpenAppend(_journal.Segments(StreamKind.Out)[^1]);
        file.SyncData();
    }
}

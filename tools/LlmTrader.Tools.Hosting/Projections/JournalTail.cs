using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>The end of a journal that may grow: its last durable event, found from the last segment on.</summary>
public sealed class JournalTail : IDisposable
{
    private readonly JournalFollower _follower;

    public JournalTail(JournalDirectory journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        IReadOnlyList<string> segments = journal.Segments(StreamKind.In);
        long from = segments.Count == 0 ? 0 : JournalDirectory.FirstSequenceOf(segments[^1]);

        // What was written last may not be durable yet: then the end lies in the segment before.
        long before = segments.Count < 2 ? 0 : JournalDirectory.FirstSequenceOf(segments[^2]);
        _follower = new JournalFollower(journal, new FollowerOptions { From = from });
        Read();
        if (Time is not null || before == from) { return; }
        _follower.Dispose();
        _follower = new JournalFollower(journal, new FollowerOptions { From = before });
        Read();
    }

    /// <summary>The last durable event's sequence; −1 when there is none.</summary>
    public long Sequence { get; private set; } = -1;

    /// <summary>Its engine time; null when there is none.</summary>
    public Timestamp? Time { get; private set; }

    /// <summary>Engine time of one event; null when the journal does not have it.</summary>
    public static Timestamp? TimeOf(JournalDirectory journal, long sequence)
    {
        if (sequence < 0) { return null; }
        using JournalFollower follower = new(journal, new FollowerOptions { From = sequence });
        EngineEvent e = default;
        return follower.TryRead(ref e) ? e.Time : null;
    }

    /// <summary>Goes on to the end.</summary>
    public void Read()
    {
        EngineEvent e = default;
        while (_follower.TryRead(ref e))
        {
            Sequence = e.Sequence;
            Time = e.Time;
        }
    }

    public void Dispose() => _follower.Dispose();
}

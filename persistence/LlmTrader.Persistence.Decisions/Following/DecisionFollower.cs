using System.Diagnostics.CodeAnalysis;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Decisions;

/// <summary>
/// Follows the strategist's journal while another process writes it: every record once it is on stable storage, in order, from a checkpoint
/// on. It takes no lock. Records between a checkpoint and a crash of the follower come again: whoever stores them drops what it has by sequence.
/// </summary>
public sealed class DecisionFollower : IDisposable
{
    private readonly string _directory;
    private readonly string? _checkpoint;
    private readonly DecisionReader _reader;
    private string _synced = "";

    /// <param name="directory">The journal's.</param>
    /// <param name="checkpoint">The follower's own file; null remembers nothing.</param>
    /// <exception cref="DecisionCorruptException">The record that the checkpoint stands behind is another one, or gone.</exception>
    /// <exception cref="FormatException">The checkpoint can't be read: delete it to start over.</exception>
    /// <exception cref="JournalIOException">The disk can't be read.</exception>
    public DecisionFollower(string directory, string? checkpoint = null)
        : this(directory, checkpoint is not null && File.Exists(checkpoint) ? DecisionCheckpoint.Read(checkpoint) : DecisionPlace.Beginning) => _checkpoint = checkpoint;

    /// <param name="directory">The journal's.</param>
    /// <param name="from">Where to go on, as whoever stores the records has kept it beside them.</param>
    /// <exception cref="DecisionCorruptException">The record that the place stands behind is another one, or gone.</exception>
    /// <exception cref="JournalIOException">The disk can't be read.</exception>
    public DecisionFollower(string directory, DecisionPlace from)
    {
        ArgumentNullException.ThrowIfNull(from);
        _directory = directory;
        DecisionCheckpoint.Check(directory, from);
        _reader = new DecisionReader(directory, from);
    }

    /// <summary>Behind the last record that came.</summary>
    public DecisionPlace Place => _reader.Place;

    /// <summary>Reads the next record; false when there is none yet.</summary>
    /// <exception cref="DecisionCorruptException">The journal is not what was written.</exception>
    /// <exception cref="JournalIOException">The disk can't be read.</exception>
    public bool TryRead([NotNullWhen(true)] out DecisionRecord? record)
    {
        if (!_reader.TryRead(out record)) { return false; }
        _reader.Sync();    // It may have been written and not yet synced: a crash must not take back what was told.
        if (_synced != Place.Segment)
        {
            JournalFile.SyncDirectory(_directory);
            _synced = Place.Segment;
        }

        return true;
    }

    /// <summary>Remembers how far it came, for the next start.</summary>
    /// <exception cref="JournalIOException">The disk refuses; the checkpoint before stays.</exception>
    public void Commit()
    {
        if (_checkpoint is not null) { DecisionCheckpoint.Write(_checkpoint, Place); }
    }

    public void Dispose() => _reader.Dispose();
}

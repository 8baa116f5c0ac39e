using LlmTrader.Persistence.Journal.Following;
using LlmTrader.Persistence.Journal.Format;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal;

/// <summary>What following either stream has in common: where to start, how far it came, and how to wait.</summary>
public abstract class StreamFollower : IDisposable
{
    private const int All = -1;

    // How long after a block it looks as often as while they come: a busy disk's commits lie up to so far apart.
    private const long ActiveMilliseconds = 100;

    private readonly JournalDirectory _directory;
    private readonly StreamKind _stream;
    private readonly FollowerOptions _options;
    private readonly BlockFollower _blocks;
    private TimeSpan _delay;
    private long _activeUntil;
    private ScanPlace _place;
    private int _length;
    private int _inBlock;
    private int _skipInBlock;
    private int _ofSequence;
    private bool _hasDelivered;
    private int _skipOfSequence = All;    // Of the last sequence, those that come and were delivered before.

    private protected StreamFollower(JournalDirectory directory, StreamKind stream, FollowerOptions options)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _directory = directory;
        _stream = stream;
        _options = options;
        _delay = options.ActivePoll;
        _blocks = new BlockFollower(directory, stream);
        LastSequence = options.From - 1;
        try
        {
            Start();
        }
        catch
        {
            _blocks.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The last sequence of which something was delivered, also before the checkpoint; before the first, the one before the start. In the
    /// <c>out</c> stream several records may have one.
    /// </summary>
    public long LastSequence { get; private set; }

    /// <summary>Up to where events may be delivered, as of the last look; −1 is none.</summary>
    public long DurableSequence => _blocks.DurableSequence;

    /// <summary>Whether it started from a checkpoint.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Whether the stream was completed and everything of it delivered. A next epoch may go on behind that.</summary>
    public bool IsAtEnd => _blocks.IsAtEnd && !HasBlock;

    private protected byte[] Content => _blocks.Content;

    /// <summary>Records of the block that were stepped over.</summary>
    private protected int RecordsTaken => _inBlock;

    private protected int Offset { get; private set; }

    private protected JournalBlockHeader Header => _blocks.Header;

    private bool HasBlock => Offset < _length;

    /// <summary>Waits until there is something to read. False after the timeout, and at the end of a completed stream.</summary>
    /// <param name="timeout">How long; <see cref="Timeout.InfiniteTimeSpan"/> is for ever.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="JournalCorruptException">The journal is damaged where it had been durable.</exception>
    /// <exception cref="Retention.JournalPrunedException">What comes next was pruned.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancel = default)
    {
        long deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (!HasRecord())
        {
            if (_blocks.IsAtEnd || Environment.TickCount64 >= deadline) { return false; }
            if (cancel.WaitHandle.WaitOne(_delay)) { cancel.ThrowIfCancellationRequested(); }
            if (Environment.TickCount64 >= _activeUntil) { _delay = _delay * 2 > _options.IdlePoll ? _options.IdlePoll : _delay * 2; }
        }

        cancel.ThrowIfCancellationRequested();
        return true;
    }

    /// <summary>Remembers that everything delivered so far is done with. A rename, so that a crash leaves the old or the new one.</summary>
    /// <exception cref="InvalidOperationException">The options name no checkpoint file.</exception>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public void Checkpoint()
    {
        if (_options.CheckpointPath is null) { throw new InvalidOperationException("The follower was given no checkpoint file."); }
        if (IsResumed && !_hasDelivered) { return; }    // The checkpoint that it started from says it all.
        bool isBetween = _length == 0 || Offset == _length;
        new FollowerCheckpoint
        {
            JournalId = _directory.Manifest.JournalId,
            Stream = _stream,
            Sequence = LastSequence,
            OfSequence = _ofSequence,
            Place = isBetween ? _blocks.Behind : _place,
            InBlock = isBetween ? 0 : _inBlock,
        }.Write(_options.CheckpointPath);
    }

    public void Dispose()
    {
        _blocks.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether a record lies at <see cref="Offset"/>; loads the next block where the last one is over.</summary>
    private protected bool HasRecord() => HasBlock || TryNextBlock();

    /// <summary>Steps over a record; false when it was delivered before.</summary>
    private protected bool Take(int recordLength, long sequence)
    {
        if (recordLength == 0) { throw Corrupt($"it has record kind {Content[Offset + 1]}, which this program does not know."); }
        Offset += recordLength;
        _inBlock++;
        if (_inBlock <= _skipInBlock || sequence < LastSequence) { return false; }
        _skipInBlock = 0;
        if (sequence == LastSequence && _skipOfSequence != 0)
        {
            if (_skipOfSequence > 0) { _skipOfSequence--; }
            return false;
        }

        _ofSequence = sequence == LastSequence ? _ofSequence + 1 : 1;
        LastSequence = sequence;
        _skipOfSequence = 0;
        _hasDelivered = true;
        return true;
    }

    private bool TryNextBlock()
    {
        if (_length > 0 && (Offset != _length || _inBlock != _blocks.Header.Count)) { throw Corrupt("its records are not those that the header announces."); }
        _length = 0;
        Offset = 0;
        do
        {
            if (!_blocks.TryNext()) { return false; }
            _place = _blocks.Before;
        }
        while (_blocks.Header.IsEnd);

        _length = _blocks.Header.ContentLength;
        Offset = JournalFormat.BlockStartLength;
        _inBlock = 0;
        _delay = _options.ActivePoll;
        _activeUntil = Environment.TickCount64 + ActiveMilliseconds;
        return true;
    }

    private JournalCorruptException Corrupt(string reason) => _blocks.Corrupt(reason);

    private void Start()
    {
        if (_options.CheckpointPath is { } path && File.Exists(path) && TryRead(path) is { } checkpoint)
        {
            IsResumed = true;
            LastSequence = checkpoint.Sequence;
            _ofSequence = checkpoint.OfSequence;
            bool isAtPlace = _blocks.TryStartAt(checkpoint.Place);
            _skipInBlock = isAtPlace ? checkpoint.InBlock : 0;
            _skipOfSequence = checkpoint.OfSequence == 0 ? All : isAtPlace ? 0 : checkpoint.OfSequence;
            if (isAtPlace) { return; }
        }

        // Also when the blocks were cut anew behind a crash: the records are the same.
        _blocks.StartAt(_skipOfSequence == All ? LastSequence + 1 : LastSequence);
    }

    private FollowerCheckpoint? TryRead(string path)
    {
        FollowerCheckpoint checkpoint;
        try { checkpoint = FollowerCheckpoint.Read(path, _directory); }
        catch (JournalFormatException) { return null; }    // Damaged, and so lost: that costs only the way from the start.
        if (checkpoint.JournalId != _directory.Manifest.JournalId) { throw new JournalFormatException(path, "journalId", $"'{checkpoint.JournalId}' is another journal; this one is '{_directory.Manifest.JournalId}'."); }
        return checkpoint.Stream == _stream ? checkpoint : throw new JournalFormatException(path, "stream", "it is of the journal's other stream.");
    }
}

using LlmTrader.Persistence.Journal.Format;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal.Following;

/// <summary>What following either stream has in common: where to start, how far it came, and how to wait.</summary>
internal sealed class StreamFollower : IDisposable
{
    private const int All = -1;

    private readonly JournalDirectory _directory;
    private readonly StreamKind _stream;
    private readonly FollowerOptions _options;
    private readonly BlockFollower _blocks;
    private TimeSpan _delay;
    private ScanPlace _place;
    private int _inBlock;
    private int _skipInBlock;
    private int _ofSequence;
    private bool _hasDelivered;
    private int _skipOfSequence = All;    // Of the last sequence, those that come and were delivered before.

    public StreamFollower(JournalDirectory directory, StreamKind stream, FollowerOptions options)
    {
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

    /// <summary>The last sequence of which something was delivered; before the first, the one before the start.</summary>
    public long LastSequence { get; private set; }

    public bool IsResumed { get; private set; }

    public bool IsAtEnd => _blocks.IsAtEnd && !HasBlock;

    public long DurableSequence => _blocks.DurableSequence;

    /// <summary>Whether a block is loaded and has records left.</summary>
    public bool HasBlock => Offset < Length;

    public byte[] Content => _blocks.Content;

    /// <summary>Records of the block that were stepped over.</summary>
    public int RecordsTaken => _inBlock;

    public int Offset { get; private set; }

    public int Length { get; private set; }

    public JournalBlockHeader Header => _blocks.Header;

    /// <summary>Loads the next block with records; false when there is none yet.</summary>
    public bool TryNextBlock()
    {
        if (Length > 0 && (Offset != Length || _inBlock != _blocks.Header.Count)) { throw Corrupt("its records are not those that the header announces."); }
        Length = 0;
        Offset = 0;
        do
        {
            if (!_blocks.TryNext()) { return false; }
            _place = _blocks.Before;
        }
        while (_blocks.Header.IsEnd);

        Length = _blocks.Header.ContentLength;
        Offset = JournalFormat.BlockStartLength;
        _inBlock = 0;
        _delay = _options.ActivePoll;
        return true;
    }

    /// <summary>Steps over a record; false when it was delivered before.</summary>
    public bool Take(int recordLength, long sequence)
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

    public JournalCorruptException Corrupt(string reason) => _blocks.Corrupt(reason);

    public bool Wait(TimeSpan timeout, CancellationToken cancel)
    {
        long deadline = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (!HasBlock && !TryNextBlock())
        {
            if (_blocks.IsAtEnd || Environment.TickCount64 >= deadline) { return false; }
            if (cancel.WaitHandle.WaitOne(_delay)) { cancel.ThrowIfCancellationRequested(); }
            _delay = _delay * 2 > _options.IdlePoll ? _options.IdlePoll : _delay * 2;
        }

        cancel.ThrowIfCancellationRequested();
        return true;
    }

    public void Checkpoint()
    {
        if (_options.CheckpointPath is null) { throw new InvalidOperationException("The follower was given no checkpoint file."); }
        if (IsResumed && !_hasDelivered) { return; }    // The checkpoint that it started from says it all.
        bool isBetween = Length == 0 || Offset == Length;
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

    public void Dispose() => _blocks.Dispose();

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

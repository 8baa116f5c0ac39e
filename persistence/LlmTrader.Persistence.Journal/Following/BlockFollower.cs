using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Journal.Reading;
using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Persistence.Journal.Following;

/// <summary>
/// The way over the blocks of a stream that grows: a block comes when it is whole and all in it is durable. Whatever lies
/// behind that may still be cut off, so a block that waits is read anew before it comes.
/// </summary>
internal sealed class BlockFollower : IDisposable
{
    private readonly JournalDirectory _directory;
    private readonly StreamKind _stream;
    private readonly BlockScanner _scanner;
    private readonly DurableMarkReader _mark;
    private readonly ScanPlace _start;
    private BlockScanner? _ahead;
    private BlockScanner? _probe;
    private bool _isWaiting;
    private long _durableBefore;

    public BlockFollower(JournalDirectory directory, StreamKind stream)
    {
        _directory = directory;
        _stream = stream;
        _scanner = new BlockScanner(directory, stream, epochs: []);
        _start = _scanner.Place;
        _mark = new DurableMarkReader(directory);
    }

    public JournalBlockHeader Header => _scanner.Header;

    public byte[] Content => _scanner.Content;

    public BlockPosition Position => _scanner.Position;

    /// <summary>Before the current block: from here it can be read again.</summary>
    public ScanPlace Before { get; private set; }

    /// <summary>Behind the last block that came.</summary>
    public ScanPlace Behind => _isWaiting ? Before : _scanner.Place;

    /// <summary>What followers may have, as far as this one knows; −1 is nothing.</summary>
    public long DurableSequence { get; private set; } = -1;

    /// <summary>Whether the last block was the one that ends a completed stream. A next epoch may go on behind it.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Goes to a place; false when what lies there does not fit it.</summary>
    public bool TryStartAt(in ScanPlace place)
    {
        Before = place;
        try
        {
            FileInfo segment = new(place.Segment.Length > 0 ? place.Segment : _directory.Path);
            if (segment.Exists && segment.Length < place.Offset) { return false; }
            _scanner.Resume(in place);
            ScanResult result = _scanner.MoveNext();
            _scanner.Resume(in place);
            return result is ScanResult.Block or ScanResult.End;
        }
        catch (JournalIOException error) when (error.Errno == Errno.ENOENT)
        {
            return false;
        }
    }

    /// <summary>Goes to the segment in which a sequence begins.</summary>
    /// <exception cref="JournalPrunedException">It is no longer there.</exception>
    public void StartAt(long sequence)
    {
        PrunedPart? pruned = PruneRecord.Read(_directory).Of(_stream);
        if (pruned is not null && sequence <= pruned.LastSequence) { throw new JournalPrunedException(_directory.Path, sequence, pruned); }
        _scanner.Resume(in _start);    // Here the chain is known.
        _scanner.StartAt(sequence);
    }

    /// <summary>Goes to the next block that may be delivered; false when there is none yet.</summary>
    /// <exception cref="JournalCorruptException">The stream is damaged where it had been durable.</exception>
    /// <exception cref="JournalPrunedException">What comes next was removed.</exception>
    public bool TryNext()
    {
        ReadMark();    // Before the look at the files: what it covers is whole in them.
        if (_isWaiting)
        {
            LookAhead();
            if (DurableSequence == _durableBefore) { return false; }
        }

        try
        {
            if (_isWaiting) { _scanner.Resume(Before); }
            else { Before = _scanner.Place; }
            _isWaiting = false;
            return TryScan() && IsDeliverable();
        }
        catch (JournalIOException error) when (error.Errno == Errno.ENOENT)
        {
            _isWaiting = false;    // Removed between the look at the directory and the opening.
            _scanner.Resume(Before);
            return false;
        }
    }

    /// <summary>The current block can't be used.</summary>
    public JournalCorruptException Corrupt(string reason) => new(_scanner.Position, Header.FirstSequence, Header.LastSequence, reason);

    // What is durable of out says nothing of in, which out must not outrun.
    private bool WatermarksCount => _stream == StreamKind.In || !_mark.IsThere;

    public void Dispose()
    {
        _scanner.Dispose();
        _ahead?.Dispose();
        _probe?.Dispose();
        _mark.Dispose();
    }

    private bool IsDeliverable()
    {
        if (Header.LastSequence > DurableSequence) { LookAhead(); }
        _isWaiting = Header.LastSequence > DurableSequence;
        _durableBefore = DurableSequence;
        IsAtEnd = Header.IsEnd && !_isWaiting;
        return !_isWaiting;
    }

    private bool TryScan()
    {
        if (_scanner.MoveNext() == ScanResult.Block) { return true; }
        ScanResult result = ScanAgain();
        if (result == ScanResult.Damaged && IsDamagedForGood()) { throw Corrupt(_scanner.ExpectedSequence, _scanner.Reason); }
        if (result == ScanResult.Misplaced)
        {
            PrunedPart? pruned = PruneRecord.Read(_directory).Of(_stream);
            if (pruned is not null && pruned.FirstKept > Before.ExpectedSequence) { throw new JournalPrunedException(_directory.Path, Before.ExpectedSequence, pruned); }
            throw Corrupt(Before.ExpectedSequence, _scanner.Reason);
        }

        if (result != ScanResult.Block) { _scanner.Resume(Before); }
        return result == ScanResult.Block;
    }

    private ScanResult ScanAgain()
    {
        _scanner.Resume(Before);
        return _scanner.MoveNext();
    }

    // A block that is being written looks damaged until it is whole. Once something whole follows it, or a watermark
    // covers it, it had been done; and if it is not whole now, it never will be.
    private bool IsDamagedForGood()
    {
        _probe ??= new BlockScanner(_directory, _stream, epochs: []);    // Kept: who follows closely comes upon blocks that are being written all the time.
        _probe.Resume(Before);
        bool isOver = _probe.MoveNext() == ScanResult.Damaged && (_probe.TrySkipDamage(out _) || Before.ExpectedSequence <= _scanner.Watermark);
        return isOver && ScanAgain() == ScanResult.Damaged;
    }

    private void ReadMark()
    {
        DurableSequence = _mark.Read();
        if (_ahead is not null && WatermarksCount) { DurableSequence = Math.Max(DurableSequence, _ahead.Watermark); }
    }

    // Without a mark, or behind a crash, the watermarks of later blocks tell. They come late, but they come.
    private void LookAhead()
    {
        if (!WatermarksCount || _ahead?.Watermark >= Header.LastSequence) { return; }
        _ahead ??= new BlockScanner(_directory, _stream, epochs: []);
        ScanPlace place = _ahead.LastSequence < Header.LastSequence ? Before : _ahead.Place;
        _ahead.Resume(in place);
        while (_ahead.MoveNext() == ScanResult.Block && _ahead.Watermark < Header.LastSequence) { place = _ahead.Place; }
        if (_ahead.Watermark < Header.LastSequence) { _ahead.Resume(in place); }
        DurableSequence = Math.Max(DurableSequence, _ahead.Watermark);
    }

    private JournalCorruptException Corrupt(long expected, string reason) => new(_scanner.Position, expected, null, reason);
}

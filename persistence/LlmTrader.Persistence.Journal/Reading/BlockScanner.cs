using System.Runtime.InteropServices;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Format;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Reading;

/// <summary>What <see cref="BlockScanner.MoveNext"/> came to.</summary>
internal enum ScanResult
{
    /// <summary>A whole block that continues the one before.</summary>
    Block,

    /// <summary>A whole block (its checksum is right) that does not continue the one before, or is none of this stream.</summary>
    Misplaced,

    /// <summary>Bytes that are no whole block; the scanner stays before them.</summary>
    Damaged,

    /// <summary>No further bytes.</summary>
    End,
}

/// <summary>
/// Walks over the blocks of a stream, segment by segment, in constant memory, and checks each: checksum, chain, sequences.
/// It judges a block; what a bad one means is for its callers to say.
/// </summary>
internal sealed class BlockScanner : IDisposable
{
    private static readonly byte[] BlockMark = MakeBlockMark();

    private readonly JournalDirectory _directory;
    private readonly StreamKind _stream;
    private readonly uint _journalTag;
    private readonly SegmentFile _file;
    private readonly bool _isPutAside;
    private readonly long _floor;
    private readonly Lz4FrameDecoder _decoder = new();
    private readonly SegmentList _list;
    private IReadOnlyList<string> _segments;
    private byte[] _content = new byte[EventRecord.MaxLength];
    private int _segment = -1;
    private int _block;
    private long _offset;
    private uint _previousCrc;
    private bool _isChainKnown = true;

    /// <param name="directory">The journal.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="epochs">The journal's later epochs, which say too what had been durable; empty when they can't be read.</param>
    /// <exception cref="Lz4NotFoundException">liblz4 is not installed.</exception>
    public BlockScanner(JournalDirectory directory, StreamKind stream, IReadOnlyList<JournalEpoch> epochs)
    {
        _directory = directory;
        _file = new SegmentFile(directory.Reads);
        _list = new SegmentList(directory, stream);
        _segments = _list.Segments;
        _isPutAside = directory.IsPutAside;    // Then it begins and goes on where it may.
        _floor = stream == StreamKind.In ? DurableBeforeBlocks(epochs) : -1;
        _stream = stream;
        _journalTag = JournalManifest.TagOf(directory.Manifest.JournalId);
        if (directory.Pruned.Of(stream) is not { } pruned) { return; }
        (LastSequence, Watermark, _previousCrc) = (pruned.LastSequence, pruned.LastSequence, pruned.LastCrc32C);
        ExpectedSequence = stream == StreamKind.In ? pruned.LastSequence + 1 : pruned.LastSequence;
    }

    /// <summary>Of the current block, or of the damaged bytes.</summary>
    public BlockPosition Position => new(_file.Path, _block, _offset);

    /// <summary>Of the current block.</summary>
    public JournalBlockHeader Header { get; private set; }

    /// <summary>
    /// The current block's records, the block-start record included; behind <see cref="JournalBlockHeader.ContentLength"/>
    /// bytes of room for one record more, so that a decoder needs no check before each.
    /// </summary>
    public byte[] Content => _content;

    /// <summary>The sequence that must come next; in the <c>out</c> stream the least that may come.</summary>
    public long ExpectedSequence { get; private set; }

    /// <summary>Of the last block so far; −1 before the first.</summary>
    public long LastSequence { get; private set; } = -1;

    /// <summary>The highest durable sequence that any block so far recorded; −1 is none.</summary>
    public long Watermark { get; private set; } = -1;

    /// <summary>
    /// As <see cref="Watermark"/>, and what is recorded outside the blocks: a segment is created, under the name of its first
    /// sequence, once everything before it is durable; an epoch is opened likewise. Of the <c>in</c> stream only.
    /// </summary>
    public long KnownDurable => Math.Max(Watermark, _floor);

    /// <summary>Whether the current segment is not the last one, and so was closed: all of it had been durable.</summary>
    public bool IsSegmentClosed => _segment + 1 < _segments.Count;

    /// <summary>Whether the last whole block was the one that ends a completed stream.</summary>
    public bool IsAtEndBlock { get; private set; }

    /// <summary>What is wrong with a misplaced or damaged block.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Bytes of all segments, and those behind the scanner: for a progress bar.</summary>
    public long TotalBytes => _segments.Sum(LengthOf);

    public long BytesScanned { get; private set; }

    /// <summary>Blocks that end before this sequence are checked and not decompressed; of the <c>in</c> stream only.</summary>
    public long ContentFrom { get; init; }

    /// <summary>
    /// Goes to the segment in which a sequence begins, and looks at nothing before it: what lies before a segment had been durable when
    /// it was created. The first block there need not continue the one before it. Of a sequence in the first segment that is the stream's beginning.
    /// </summary>
    /// <returns>Whether segments were skipped.</returns>
    public bool StartAt(long sequence)
    {
        int index = -1;
        for (int i = 0; i < _segments.Count; i++)
        {
            // In the out stream a sequence's records may begin at the end of the segment before the one named by it.
            long first = JournalDirectory.FirstSequenceOf(_segments[i]);
            if (first < sequence || (first == sequence && _stream == StreamKind.In)) { index = i; }
        }

        if (index <= 0) { return false; }
        BytesScanned = _segments.Take(index).Sum(LengthOf);
        long name = JournalDirectory.FirstSequenceOf(_segments[index]);
        Resume(new ScanPlace(_segments[index], 0, 0, name, name - 1, null));
        return true;
    }

    /// <summary>Goes to the next block.</summary>
    /// <exception cref="JournalIOException">The disk can't be read.</exception>
    public ScanResult MoveNext()
    {
        if (!AtNextBlock()) { return ScanResult.End; }
        string? damage = Check(_offset, out JournalBlockHeader header);
        if (damage is not null)
        {
            Reason = damage;
            return ScanResult.Damaged;
        }

        string? misplacement = Accept(in header);
        Header = header;
        _previousCrc = header.Crc32C;
        _isChainKnown = true;
        ExpectedSequence = _stream == StreamKind.In ? header.LastSequence + 1 : header.LastSequence;
        LastSequence = header.LastSequence;
        Watermark = Math.Max(Watermark, header.DurableSequence);
        IsAtEndBlock = header.IsEnd;
        Reason = misplacement ?? "";
        return misplacement is null ? ScanResult.Block : ScanResult.Misplaced;
    }

    /// <summary>Behind the current block: where <see cref="MoveNext"/> goes on, and what it expects there.</summary>
    public ScanPlace Place => new(
        _file.Path, Header.LengthBytes > 0 ? _block + 1 : _block, _offset + Header.LengthBytes, ExpectedSequence, LastSequence, _isChainKnown ? _previousCrc : null);

    /// <summary>Goes to a place and looks at the files anew, as far as another process has written them by now.</summary>
    /// <exception cref="JournalIOException">The segment can't be opened.</exception>
    public void Resume(in ScanPlace place)
    {
        bool isChanged = _list.LookAgain();    // Before the file: once a later segment is there, this one has all its bytes.
        _segments = _list.Segments;
        _segment = _segments.Count - 1;
        while (_segment >= 0 && string.CompareOrdinal(_segments[_segment], place.Segment) > 0) { _segment--; }
        bool isThere = _segment >= 0 && _segments[_segment] == place.Segment;
        if (!isThere) { _file.Close(); }    // Pruned: the one behind it must go on where this one ended.
        else if (isChanged || !_file.TryLookAgain(place.Segment)) { _file.Open(place.Segment); }
        _offset = isThere ? place.Offset : 0;
        _block = isThere ? place.Block : 0;
        (ExpectedSequence, LastSequence, Header) = (place.ExpectedSequence, place.LastSequence, default);
        (_previousCrc, _isChainKnown) = (place.PreviousCrc ?? 0, place.PreviousCrc is not null);
    }

    /// <summary>From damaged bytes on, looks for the next whole block; <see cref="MoveNext"/> then takes it, with whatever sequence it has.</summary>
    /// <param name="header">Its header.</param>
    /// <returns>False when nothing whole follows in this segment or a later one.</returns>
    public bool TrySkipDamage(out JournalBlockHeader header)
    {
        long from = _offset + 1;
        int damagedBlock = _block;
        while (true)
        {
            if (TryFindBlock(from, out long found, out header))
            {
                BytesScanned += found - _offset;
                _offset = found;
                _block = from == 0 ? 0 : damagedBlock + 1;
                Header = default;
                _isChainKnown = false;
                return true;
            }

            if (_segment + 1 >= _segments.Count) { return false; }
            BytesScanned += _file.Length - _offset;
            OpenSegment(_segment + 1);
            from = 0;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _decoder.Dispose();
    }

    // Pruning may have taken it since the directory was read.
    private static long LengthOf(string segment) => new FileInfo(segment) is { Exists: true } file ? file.Length : 0;

    private long DurableBeforeBlocks(IReadOnlyList<JournalEpoch> epochs)
    {
        long lastName = _segments.Count == 0 ? 0 : JournalDirectory.FirstSequenceOf(_segments[^1]);
        long lastEpoch = epochs.Count == 0 ? 0 : epochs[^1].FirstSequence;
        return Math.Max(lastName, lastEpoch) - 1;
    }

    // Behind the current block; in the next segment that has bytes, when this one is at its end.
    private bool AtNextBlock()
    {
        if (Header.LengthBytes > 0)
        {
            _offset += Header.LengthBytes;
            BytesScanned += Header.LengthBytes;
            _block++;
            Header = default;
        }

        while (_segment < 0 || _offset >= _file.Length)
        {
            if (_segment + 1 >= _segments.Count) { return false; }
            OpenSegment(_segment + 1);
        }

        return true;
    }

    private void OpenSegment(int index)
    {
        _segment = index;
        _file.Open(_segments[index]);
        _offset = 0;
        _block = 0;
        Header = default;
    }

    // What a block can say about itself: null when it is whole.
    private string? Check(long offset, out JournalBlockHeader header)
    {
        header = default;
        ReadOnlySpan<byte> start = _file.Peek(offset, JournalBlockHeader.FrameOffset);
        if (start.Length < JournalBlockHeader.FrameOffset) { return $"the block is cut short: {start.Length} bytes, its header alone has {JournalBlockHeader.FrameOffset}."; }
        if (!start.StartsWith(BlockMark)) { return "no block starts here: the mark of a journal block is missing."; }
        header = JournalBlockHeader.Read(start);
        if (header.Magic != JournalBlockHeader.ExpectedMagic) { return "the block header's magic number is wrong."; }
        int length = header.LengthBytes;
        if (length is <= JournalBlockHeader.FrameOffset or > JournalFormat.MaxBlockLength) { return $"the block header tells an impossible length ({length} bytes)."; }

        ReadOnlySpan<byte> block = _file.Peek(offset, length);
        if (block.Length < length) { return $"the block is cut short: {block.Length} of {length} bytes."; }
        uint checksum = JournalBlockHeader.Checksum(block);
        return checksum == header.Crc32C ? null : $"the checksum is {checksum:x8}, the block header says {header.Crc32C:x8}.";
    }

    // What a whole block must be to come next: null when it is.
    private string? Accept(in JournalBlockHeader header)
    {
        if (header.FormatVersion != JournalFormat.Version) { return $"the block has format version {header.FormatVersion}, this program reads {JournalFormat.Version}."; }
        if (header.JournalTag != _journalTag) { return "the block is of another journal (its id differs from the manifest's)."; }
        if (header.Stream != _stream) { return $"the block is of stream {header.Stream}."; }
        string? sequences = _isPutAside ? null : CheckSequences(in header);
        if (sequences is not null) { return sequences; }
        if (_isChainKnown && !_isPutAside && header.PreviousCrc32C != _previousCrc) { return $"the chain is broken: the block before has checksum {_previousCrc:x8}, the one that was written before this has {header.PreviousCrc32C:x8}."; }
        return _stream == StreamKind.In && header.LastSequence < ContentFrom ? null : Decompress(in header);
    }

    private string? CheckSequences(in JournalBlockHeader header)
    {
        if (_block == 0 && !header.IsEnd && header.FirstSequence != JournalDirectory.FirstSequenceOf(_file.Path)) { return $"the segment begins with sequence {header.FirstSequence}, its name tells another."; }
        if (_stream == StreamKind.Out)
        {
            return header.FirstSequence >= ExpectedSequence ? null : $"the sequence goes back to {header.FirstSequence}.";
        }

        if (header.LastSequence - header.FirstSequence + 1 != header.Count) { return $"the block has {header.Count} records for sequences {header.FirstSequence} to {header.LastSequence}."; }
        bool follows = _isChainKnown ? header.FirstSequence == ExpectedSequence : header.FirstSequence >= ExpectedSequence;
        return follows ? null : $"sequence {ExpectedSequence} ought to come, {header.FirstSequence} comes: blocks or segments are missing or doubled.";
    }

    private string? Decompress(in JournalBlockHeader header)
    {
        if (header.ContentLength is < JournalFormat.BlockStartLength or > JournalFormat.MaxContentLength) { return $"the content has an impossible length ({header.ContentLength} bytes)."; }
        int room = header.ContentLength + EventRecord.MaxLength;
        if (_content.Length < room) { _content = new byte[room]; }
        ReadOnlySpan<byte> frame = _file.Peek(_offset, header.LengthBytes)[JournalBlockHeader.FrameOffset..];
        try
        {
            int length = _decoder.Decompress(frame, _content.AsSpan(0, header.ContentLength), out int consumed);
            if (length != header.ContentLength || consumed != frame.Length) { return $"the LZ4 frame has {consumed} bytes for {length}, the header tells {frame.Length} for {header.ContentLength}."; }
        }
        catch (Lz4Exception error)
        {
            return error.Message;
        }

        ref byte record = ref MemoryMarshal.GetArrayDataReference(_content);
        bool startsRight = Field.Kind(ref record) == JournalFormat.BlockStartKind && Field.ReadInt64(ref record, 2) == header.FirstSequence;
        return startsRight ? null : "the content does not begin with the block-start record of the header's first sequence.";
    }

    private bool TryFindBlock(long from, out long found, out JournalBlockHeader header)
    {
        found = from;
        header = default;
        while (found < _file.Length)
        {
            ReadOnlySpan<byte> bytes = _file.Peek(found, SegmentFile.ReadAheadBytes);
            int mark = bytes.IndexOf(BlockMark);
            if (mark < 0)
            {
                found += Math.Max(1, bytes.Length - BlockMark.Length + 1);    // A mark may begin in the last bytes.
                continue;
            }

            found += mark;
            if (Check(found, out header) is null && header.JournalTag == _journalTag && header.Stream == _stream) { return true; }
            found++;
        }

        return false;
    }

    private static byte[] MakeBlockMark()
    {
        byte[] mark = new byte[Lz4SkippableFrame.HeaderLength];
        Lz4SkippableFrame.WriteHeader(mark, JournalFormat.SkippableKind, JournalBlockHeader.SizeBytes);
        return mark;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Format;
using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal.Recovery;

/// <summary>
/// Finds where the <c>out</c> stream is to be cut so that it holds what events up to a sequence caused and nothing else.
/// A block that holds both is cut off, and its records that stay are rescued: they are written again.
/// </summary>
internal sealed class OutTail(long keepThrough)
{
    private readonly List<OutRecord> _rescued = [];
    private readonly List<OutRecord> _ofSegment = [];
    private OutRecord _record;
    private string _segment = "";
    private long _segmentFirst;
    private uint _crcBeforeSegment;
    private uint _lastCrc;
    private long _lastInBlocks = -1;
    private long _lastBeforeSegment = -1;
    private bool _isOneSequence;
    private bool _hasBlock;
    private bool _hasBlockBeforeSegment;
    private BlockPosition? _beyond;

    /// <summary>Of the last record that stays; −1 is none.</summary>
    public long LastSequence { get; private set; } = -1;

    /// <summary>How many records of <see cref="LastSequence"/> stay, rescued ones included.</summary>
    public int RecordsOfLast { get; private set; }

    /// <summary>The first block that goes, before any damage; null when all stay.</summary>
    /// <remarks>
    /// A stream goes on in a new segment, which is named by its first record's sequence. Where the last segment that stays
    /// holds records of one sequence only, that name could be taken: so it goes too, and its records are rescued.
    /// </remarks>
    public BlockPosition? Cut => _isOneSequence ? new BlockPosition(_segment, 0, 0) : _beyond;

    /// <summary>Of the last block that stays.</summary>
    public uint LastCrc32C => _isOneSequence ? _crcBeforeSegment : _lastCrc;

    /// <summary>Whether the last block that stays was seen: a walk that began further behind may have to begin again.</summary>
    public bool HasLastBlock => _isOneSequence ? _hasBlockBeforeSegment : _hasBlock;

    /// <summary>
    /// Of the last record in a block that stays; −1 is none. This much is on the disk: rescued records are not until they
    /// are written again, and a watermark that covered them would call their loss in the next crash corruption.
    /// </summary>
    public long LastInBlocks => _isOneSequence ? _lastBeforeSegment : _lastInBlocks;

    /// <summary>Records that stay though their block goes, in order.</summary>
    public IReadOnlyList<OutRecord> Rescued => _isOneSequence ? [.. _ofSegment, .. _rescued] : _rescued;

    /// <summary>Records beyond the sequence: of events that <c>in</c> does not have.</summary>
    public long Ahead { get; private set; }

    /// <summary>Takes the scanner's block; only counts once a block went beyond.</summary>
    /// <exception cref="JournalCorruptException">A record is of no known kind, in a whole block.</exception>
    public void Take(BlockScanner scanner)
    {
        JournalBlockHeader header = scanner.Header;
        if (_beyond is not null)
        {
            Ahead += header.Count;
            return;
        }

        if (header.LastSequence > keepThrough)
        {
            _beyond = scanner.Position;
            Rescue(scanner);
            Ahead = header.Count - _rescued.Count;
            return;
        }

        if (_segment != scanner.Position.Segment) { BeginSegment(scanner.Position.Segment, header.FirstSequence); }
        for (int offset = JournalFormat.BlockStartLength; offset < header.ContentLength;)
        {
            offset += Decode(scanner, offset);
            Count();
            if (!_isOneSequence) { continue; }
            if (_record.Sequence == _segmentFirst) { _ofSegment.Add(_record); }
            else { LeaveOneSequence(); }
        }

        _hasBlock = true;
        _lastCrc = header.Crc32C;
        _lastInBlocks = LastSequence;
    }

    private void Rescue(BlockScanner scanner)
    {
        for (int offset = JournalFormat.BlockStartLength; offset < scanner.Header.ContentLength;)
        {
            offset += Decode(scanner, offset);
            if (_record.Sequence > keepThrough) { return; }
            Count();
            _rescued.Add(_record);
        }
    }

    private void BeginSegment(string segment, long first)
    {
        _segment = segment;
        _segmentFirst = first;
        _hasBlockBeforeSegment = _hasBlock;
        _crcBeforeSegment = _lastCrc;
        _lastBeforeSegment = LastSequence;
        _ofSegment.Clear();
        _isOneSequence = true;
    }

    private void LeaveOneSequence()
    {
        _isOneSequence = false;
        _ofSegment.Clear();
    }

    private void Count()
    {
        RecordsOfLast = _record.Sequence == LastSequence ? RecordsOfLast + 1 : 1;
        LastSequence = _record.Sequence;
    }

    private int Decode(BlockScanner scanner, int offset)
    {
        ref byte record = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(scanner.Content), offset);
        int length = OutStreamRecord.Decode(ref record, scanner.Header.FirstSequence, ref _record);
        if (length > 0) { return length; }
        throw new JournalCorruptException(scanner.Position, scanner.Header.FirstSequence, scanner.Header.LastSequence, $"record kind {scanner.Content[offset + 1]} is not known to this program.");
    }
}

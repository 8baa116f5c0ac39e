using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Format;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>The records of the block under construction, in one preallocated buffer.</summary>
internal sealed class BlockBuffer(int blockBytes)
{
    private const int UsualRecord = 32;    // Bytes. Of shorter ones a block may hold fewer than it has room for.

    private readonly byte[] _content = new byte[blockBytes + Lz4RecordEncoder.Slack];
    private readonly RecordPlace[] _places = new RecordPlace[blockBytes / UsualRecord];
    private readonly EarlierRecords _earlier = new();

    /// <summary>Bytes of content; 0 before <see cref="Begin"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Records in it.</summary>
    public int Count { get; private set; }

    public long FirstSequence { get; private set; }

    /// <summary>Of the last record; without records, one before the first.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Whether any record still fits.</summary>
    public bool HasRoom => Length <= blockBytes - EventRecord.MaxLength && Count < _places.Length;

    /// <summary>Starts a block over: from here on the records count on from <paramref name="firstSequence"/>.</summary>
    public void Begin(long firstSequence)
    {
        ref byte record = ref MemoryMarshal.GetArrayDataReference(_content);
        Field.Start(ref record, 2, JournalFormat.BlockStartKind);
        Field.WriteInt64(ref record, 2, firstSequence);
        Length = JournalFormat.BlockStartLength;
        Count = 0;
        FirstSequence = firstSequence;
        LastSequence = firstSequence - 1;
        _earlier.Forget(_content.Length);
    }

    public void Append(in EngineEvent e)
    {
        Note(EventRecord.Encode(in e, _content.AsSpan(Length)), e.Instrument);
        LastSequence = e.Sequence;
    }

    public void Append(in OutRecord record)
    {
        Note(OutStreamRecord.Encode(in record, FirstSequence, _content.AsSpan(Length)), record.Instrument);
        LastSequence = record.Sequence;
    }

    /// <summary>Writes the content as one LZ4 frame and returns its length; the destination has room for <see cref="Lz4RecordEncoder.CompressBound"/>.</summary>
    public int Compress(Span<byte> destination) => Lz4RecordEncoder.Compress(_content, Length, _places.AsSpan(0, Count), destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Note(int length, InstrumentId instrument)
    {
        _places[Count++] = new RecordPlace(Length, _earlier.Replace(instrument, length, Length));
        Length += length;
    }
}

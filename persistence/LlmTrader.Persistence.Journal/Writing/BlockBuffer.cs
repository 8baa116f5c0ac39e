using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Format;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>The records of the block under construction, in one preallocated buffer.</summary>
internal sealed class BlockBuffer(int blockBytes)
{
    private readonly byte[] _content = new byte[blockBytes];

    /// <summary>Bytes of content; 0 before <see cref="Begin"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Records in it.</summary>
    public int Count { get; private set; }

    public long FirstSequence { get; private set; }

    /// <summary>Of the last record; without records, one before the first.</summary>
    public long LastSequence { get; private set; }

    public ReadOnlySpan<byte> Content => _content.AsSpan(0, Length);

    /// <summary>Whether any record still fits.</summary>
    public bool HasRoom => Length <= _content.Length - EventRecord.MaxLength;

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
    }

    public void Append(in EngineEvent e)
    {
        Length += EventRecord.Encode(in e, _content.AsSpan(Length));
        LastSequence = e.Sequence;
        Count++;
    }

    public void Append(in OutRecord record)
    {
        Length += OutStreamRecord.Encode(in record, FirstSequence, _content.AsSpan(Length));
        LastSequence = record.Sequence;
        Count++;
    }
}

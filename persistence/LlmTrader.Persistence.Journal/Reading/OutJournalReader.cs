using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Format;
using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal;

/// <summary>Reads the <c>out</c> stream. Several records may have one sequence; most events have none.</summary>
public sealed class OutJournalReader : IDisposable
{
    private readonly BlockReader _blocks;
    private int _offset;
    private int _length;
    private int _left;

    /// <exception cref="JournalFormatException">A segment's name is no sequence.</exception>
    /// <exception cref="Codec.Lz4NotFoundException">liblz4 is not installed.</exception>
    public OutJournalReader(JournalDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _blocks = new BlockReader(directory, StreamKind.Out);
    }

    /// <summary>How the stream ends; known once <see cref="TryRead"/> has returned false.</summary>
    public JournalEnd End => _blocks.End;

    /// <summary>The end of the stream that can't be read, when <see cref="End"/> is <see cref="JournalEnd.Torn"/>.</summary>
    public TornTail? TornTail => _blocks.TornTail;

    /// <summary>Reads the next record. False at the stream's end.</summary>
    /// <exception cref="JournalCorruptException">A block is damaged, and it is not just the torn end.</exception>
    /// <exception cref="Platform.JournalIOException">The disk can't be read.</exception>
    public bool TryRead(ref OutRecord next)
    {
        ReadOnlySpan<byte> record = NextRecord(ref next);
        return !record.IsEmpty;
    }

    /// <summary>How far the reader has come, in whole blocks; any thread may ask, for a progress bar.</summary>
    public JournalProgress Progress => _blocks.Progress;

    public void Dispose() => _blocks.Dispose();

    /// <summary>The first sequence of the block that the last record lay in.</summary>
    internal long BlockFirstSequence => _blocks.Header.FirstSequence;

    /// <summary>Reads the next record and returns its bytes, valid until the next call; empty at the stream's end.</summary>
    internal ReadOnlySpan<byte> NextRecord(ref OutRecord next)
    {
        if (_offset >= _length && !TryNextBlock()) { return default; }
        byte[] content = _blocks.Content;
        ref byte record = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(content), _offset);
        int length = OutStreamRecord.Decode(ref record, _blocks.Header.FirstSequence, ref next);
        if (length == 0) { throw _blocks.Corrupt($"record kind {content[_offset + 1]} is not known to this program."); }
        ReadOnlySpan<byte> bytes = content.AsSpan(_offset, length);
        _offset += length;
        _left--;
        return bytes;
    }

    private bool TryNextBlock()
    {
        do
        {
            if (_length > 0 && (_offset != _length || _left != 0)) { throw _blocks.Corrupt("its records are not those that the header announces."); }
            _length = 0;
            if (!_blocks.TryNext()) { return false; }
            _length = _blocks.Header.ContentLength;
            _offset = JournalFormat.BlockStartLength;
            _left = _blocks.Header.Count;
        }
        while (_blocks.Header.IsEnd);

        return true;
    }
}

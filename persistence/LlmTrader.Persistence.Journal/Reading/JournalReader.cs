using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Format;
using LlmTrader.Persistence.Journal.Reading;
using LlmTrader.Persistence.Journal.Retention;

namespace LlmTrader.Persistence.Journal;

/// <summary>Reads the <c>in</c> stream at memory speed, in constant memory: one block at a time, decoded by offset.</summary>
public sealed class JournalReader : IJournalReader
{
    private readonly BlockReader _blocks;
    private readonly long _from;
    private byte[] _content = [];
    private int _offset;
    private int _length;
    private long _sequence;

    /// <exception cref="JournalFormatException">A segment's name is no sequence.</exception>
    /// <exception cref="Codec.Lz4NotFoundException">liblz4 is not installed.</exception>
    public JournalReader(JournalDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        _blocks = new BlockReader(directory, StreamKind.In);
    }

    /// <summary>
    /// Reads from a sequence on: opens the segment that holds it, and checks the blocks before it there without decoding them. A stream
    /// that ends before it has no events.
    /// </summary>
    /// <param name="directory">The journal.</param>
    /// <param name="from">The first sequence that <see cref="TryRead"/> returns.</param>
    /// <exception cref="JournalPrunedException">It was pruned.</exception>
    /// <exception cref="JournalFormatException">A segment's name is no sequence.</exception>
    /// <exception cref="Codec.Lz4NotFoundException">liblz4 is not installed.</exception>
    public JournalReader(JournalDirectory directory, long from)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        if (PruneRecord.Read(directory).In is { } pruned && from <= pruned.LastSequence) { throw new JournalPrunedException(directory.Path, from, pruned); }
        _from = from;
        _sequence = from;
        _blocks = new BlockReader(directory, StreamKind.In, from);
    }

    /// <summary>How the stream ends; known once <see cref="TryRead"/> has returned false.</summary>
    public JournalEnd End => _blocks.End;

    /// <summary>The end of the stream that can't be read, when <see cref="End"/> is <see cref="JournalEnd.Torn"/>.</summary>
    public TornTail? TornTail => _blocks.TornTail;

    /// <summary>The highest durable sequence that the blocks so far recorded; −1 is none.</summary>
    public long Watermark => _blocks.Watermark;

    /// <summary>How far the reader has come, in whole blocks; any thread may ask, for a progress bar.</summary>
    public JournalProgress Progress => _blocks.Progress;

    /// <summary>The sequence that comes next.</summary>
    public long NextSequence => _sequence;

    /// <inheritdoc/>
    /// <exception cref="JournalCorruptException">A block is damaged, and it is not just the torn end.</exception>
    /// <exception cref="Platform.JournalIOException">The disk can't be read.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ref EngineEvent next)
    {
        if (_offset >= _length && !TryNextBlock()) { return false; }
        ref byte record = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_content), _offset);
        int length = EventRecord.Decode(ref record, ref next);
        if (length == 0) { ThrowUnknownKind(); }
        _offset += length;
        next.Sequence = _sequence++;
        return true;
    }

    public void Dispose() => _blocks.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryNextBlock()
    {
        do
        {
            if (_length > 0 && (_offset != _length || _sequence != _blocks.Header.LastSequence + 1)) { throw _blocks.Corrupt("its records are not those that the header announces."); }
            _length = 0;
            if (!_blocks.TryNext()) { return false; }
        }
        while (_blocks.Header.IsEnd || _blocks.Header.LastSequence < _from);

        _content = _blocks.Content;
        _length = _blocks.Header.ContentLength;
        _offset = JournalFormat.BlockStartLength;
        _sequence = _blocks.Header.FirstSequence;
        if (_sequence < _from) { SkipRecords(); }
        return true;
    }

    // Those of the first block that come before the start.
    private void SkipRecords()
    {
        EngineEvent skipped = default;
        while (_sequence < _from)
        {
            int length = EventRecord.Decode(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_content), _offset), ref skipped);
            if (length == 0) { ThrowUnknownKind(); }
            _offset += length;
            _sequence++;
        }
    }

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowUnknownKind() =>
        throw _blocks.Corrupt($"sequence {_sequence} has record kind {_content[_offset + 1]}, which this program does not know.");
}

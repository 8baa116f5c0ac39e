using System.Diagnostics.CodeAnalysis;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Codec;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>
/// Writes the blocks of one stream: compresses, checksums, chains, rolls segments, syncs. After the first failure it
/// writes nothing more: what is on the disk then is a whole prefix, or a torn block that recovery cuts off.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly JournalDirectory _directory;
    private readonly StreamKind _stream;
    private readonly JournalWriterOptions _options;
    private readonly Lz4FrameEncoder _encoder;
    private readonly byte[] _block;
    private readonly uint _journalTag;
    private readonly DurableMark? _mark;
    private JournalBlockHeader _header;
    private IJournalFile? _file;
    private JournalIOException? _failure;
    private long _segmentFirst;
    private uint _previousCrc;
    private long _writtenSequence = -1;
    private long _durableSequence = -1;

    public SegmentWriter(JournalDirectory directory, StreamKind stream, JournalWriterOptions options)
    {
        _directory = directory;
        _stream = stream;
        _options = options.Validated();
        _encoder = new Lz4FrameEncoder(options.FrameOptions);
        _block = new byte[JournalBlockHeader.FrameOffset + _encoder.CompressBound(options.BlockBytes)];
        _journalTag = JournalManifest.TagOf(directory.Manifest.JournalId);
        directory.CreateStream(stream);
        _mark = stream == StreamKind.In ? new DurableMark(directory, _durableSequence) : null;
    }

    /// <summary>The last sequence that was handed to the operating system; −1 is none.</summary>
    public long WrittenSequence => Volatile.Read(ref _writtenSequence);

    /// <summary>The last sequence that is on the disk; −1 is none.</summary>
    public long DurableSequence => Volatile.Read(ref _durableSequence);

    /// <summary>Content bytes that were written and not synced.</summary>
    public long UnsyncedBytes { get; private set; }

    public bool IsFailed => _failure is not null;

    /// <summary>Writes one block, in a new segment when it does not fit into the current one.</summary>
    public void Write(BlockBuffer content)
    {
        if (_failure is not null) { ThrowFailed("write"); }
        try
        {
            int length = JournalBlockHeader.FrameOffset + _encoder.Compress(content.Content, _block.AsSpan(JournalBlockHeader.FrameOffset));
            if (IsRollDue(content, length)) { CloseSegment(); }
            _file ??= CreateSegment(content.FirstSequence);
            Seal(content, length);
            WriteWhole(_file, _block.AsSpan(0, length));
            _previousCrc = _header.Crc32C;
            UnsyncedBytes += content.Length;
            Volatile.Write(ref _writtenSequence, content.LastSequence);
            if (_options.Mode == JournalMode.Async) { _mark?.Publish(content.LastSequence); }    // Nobody waits for more in this mode.
        }
        catch (JournalIOException failure)
        {
            _failure = failure;
            throw;
        }
    }

    /// <summary>Returns once everything written is on the disk.</summary>
    public void Sync()
    {
        if (_failure is not null) { ThrowFailed("sync"); }
        if (_file is null) { return; }
        try
        {
            _file.SyncData();
        }
        catch (JournalIOException failure)
        {
            _failure = failure;
            throw;
        }

        UnsyncedBytes = 0;
        Volatile.Write(ref _durableSequence, _writtenSequence);
        _mark?.Publish(_writtenSequence);
    }

    /// <summary>
    /// Syncs, and ends the stream with an empty block whose watermark covers everything before it: from then on damage to
    /// the last records is told from a torn tail.
    /// </summary>
    public void Complete(BlockBuffer empty)
    {
        if (_failure is not null) { ThrowFailed("complete"); }
        if (_file is null) { return; }    // Nothing was ever written.
        Invariant.Holds(empty.Count == 0);
        Sync();
        Write(empty);
        try { CloseSegment(); }
        catch (JournalIOException failure)
        {
            _failure = failure;
            throw;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _mark?.Dispose();
    }

    // An out record's sequence may repeat; a segment's name must not.
    private bool IsRollDue(BlockBuffer content, int length) =>
        _file is not null && content.Count > 0 && _file.Length + length > _options.SegmentBytes && content.FirstSequence > _segmentFirst;

    private IJournalFile CreateSegment(long firstSequence)
    {
        string path = _directory.SegmentPath(_stream, firstSequence);
        IJournalFile file = _options.CreateFile(path);
        try
        {
            if (_options.Preallocate) { file.Preallocate(_options.SegmentBytes); }
            JournalFile.SyncDirectory(_directory.StreamPath(_stream));
        }
        catch (JournalIOException)
        {
            file.Dispose();
            throw;
        }

        _segmentFirst = firstSequence;
        return file;
    }

    // In every mode: a later segment on the disk must not outlive the end of an earlier one.
    private void CloseSegment()
    {
        _file!.Truncate(_file.Length);
        Sync();
        _file.Dispose();
        _file = null;
    }

    private void Seal(BlockBuffer content, int length)
    {
        _header = new JournalBlockHeader
        {
            Magic = JournalBlockHeader.ExpectedMagic,
            FormatVersion = JournalFormat.Version,
            Stream = _stream,
            LengthBytes = length,
            ContentLength = content.Length,
            Count = content.Count,
            FirstSequence = content.FirstSequence,
            LastSequence = content.LastSequence,
            DurableSequence = _durableSequence,
            Epoch = _directory.Manifest.Epoch,
            PreviousCrc32C = _previousCrc,
            JournalTag = _journalTag,
            EngineSemantics = _directory.Manifest.EngineSemantics,
        };
        JournalBlockHeader.Write(_block, ref _header);
    }

    private static void WriteWhole(IJournalFile file, ReadOnlySpan<byte> block)
    {
        long start = file.Length;
        try
        {
            file.Write(block);
        }
        catch (JournalIOException)
        {
            try
            {
                file.Truncate(start);
            }
            catch (JournalIOException)
            {
                // The cut failed as well: the block stays torn, and readers end before it.
            }

            throw;
        }
    }

    [DoesNotReturn]
    private void ThrowFailed(string operation) =>
        throw new JournalIOException(_failure!.Errno, $"{operation} after a failed {_failure.Operation}", _failure.Path, _failure);
}

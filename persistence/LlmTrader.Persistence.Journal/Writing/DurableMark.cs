using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>
/// Tells other processes how far the <c>in</c> stream may be used: 16 bytes in <c>DIR/durable</c>, mapped into memory, so
/// that telling costs a store and no system call. A hint for followers of a running writer; after a crash it means nothing
/// until the next writer sets it, and recovery never looks at it.
/// </summary>
internal sealed unsafe class DurableMark : IDisposable
{
    public const string FileName = "durable";
    public const int Length = 16;
    public const int TagAt = 0;        // "LTDM" and the journal tag, so that the mark of another journal is not believed.
    public const int SequenceAt = 8;   // Aligned: readers see the old number or the new one.

    private const uint Magic = 0x4D44544C;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _bytes;
    private bool _isDisposed;

    /// <summary>Creates the file, or takes it over from a writer that is no more.</summary>
    /// <exception cref="JournalIOException">It can't be created.</exception>
    public DurableMark(JournalDirectory directory, long durableSequence)
    {
        string path = System.IO.Path.Combine(directory.Path, FileName);
        try
        {
            // Never replaced: followers hold it open. Written first: a store into a page without a block could fail on a full disk.
            FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> bytes = stackalloc byte[Length];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[TagAt..], TagOf(directory.Manifest));
            BinaryPrimitives.WriteInt64LittleEndian(bytes[SequenceAt..], durableSequence);
            stream.Write(bytes);
            _file = MemoryMappedFile.CreateFromFile(stream, null, Length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            _view = _file.CreateViewAccessor(0, Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalIOException(error is UnauthorizedAccessException ? Errno.EACCES : 0, "creation of the durable mark", path, error);
        }

        byte* view = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref view);
        _bytes = view + _view.PointerOffset;
    }

    /// <summary>What the first 8 bytes are in a journal's own mark.</summary>
    public static ulong TagOf(JournalManifest manifest) => ((ulong)JournalManifest.TagOf(manifest.JournalId) << 32) | Magic;

    /// <summary>From now on followers may deliver everything up to here.</summary>
    public void Publish(long durableSequence) => Volatile.Write(ref *(long*)(_bytes + SequenceAt), durableSequence);

    public void Dispose()
    {
        if (_isDisposed) { return; }
        _isDisposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}

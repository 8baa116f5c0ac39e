using System.Buffers.Binary;
using LlmTrader.Persistence.Journal.Writing;
using Microsoft.Win32.SafeHandles;

namespace LlmTrader.Persistence.Journal.Following;

/// <summary>The writer's durable mark, seen from another process.</summary>
internal sealed class DurableMarkReader(JournalDirectory directory) : IDisposable
{
    private readonly string _path = System.IO.Path.Combine(directory.Path, DurableMark.FileName);
    private readonly ulong _tag = DurableMark.TagOf(directory.Manifest);
    private SafeFileHandle? _file;

    /// <summary>Whether there is a mark of this journal; imported and restored ones may have none.</summary>
    public bool IsThere { get; private set; }

    /// <summary>The sequence up to which everything is durable; −1 without a mark.</summary>
    public long Read()
    {
        if (_file is null && !TryOpen()) { return -1; }
        Span<byte> bytes = stackalloc byte[DurableMark.Length];
        IsThere = RandomAccess.Read(_file!, bytes, 0) == DurableMark.Length && BinaryPrimitives.ReadUInt64LittleEndian(bytes[DurableMark.TagAt..]) == _tag;
        return IsThere ? BinaryPrimitives.ReadInt64LittleEndian(bytes[DurableMark.SequenceAt..]) : -1;
    }

    public void Dispose() => _file?.Dispose();

    private bool TryOpen()
    {
        if (!File.Exists(_path)) { return false; }    // No exception per poll where there is none.
        try { _file = File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete); }
        catch (FileNotFoundException) { return false; }
        return true;
    }
}

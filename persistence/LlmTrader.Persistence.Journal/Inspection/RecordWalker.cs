using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Format;

namespace LlmTrader.Persistence.Journal.Inspection;

/// <summary>Steps over the records of a block of either stream.</summary>
internal sealed class RecordWalker(StreamKind stream)
{
    private readonly byte[] _again = new byte[EventRecord.MaxLength];
    private EngineEvent _event;
    private OutRecord _out;

    /// <summary>Of the last record: an <see cref="EventKind"/> or an <see cref="OutKind"/>.</summary>
    public byte Kind => stream == StreamKind.In ? (byte)_event.Kind : (byte)_out.Kind;

    public Timestamp Time => stream == StreamKind.In ? _event.Time : _out.Time;

    public string KindName(int kind) => stream == StreamKind.In ? EventJson.NameOf((EventKind)kind) : EventJson.NameOf((OutKind)kind);

    /// <summary>Decodes the record at an offset and returns its length; 0 when its kind is unknown.</summary>
    public int Decode(byte[] content, int offset, long blockFirstSequence)
    {
        ref byte record = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(content), offset);
        return stream == StreamKind.In
            ? EventRecord.Decode(ref record, ref _event)
            : OutStreamRecord.Decode(ref record, blockFirstSequence, ref _out);
    }

    /// <summary>Whether the last record, encoded again, gives the bytes that it was decoded from: so each byte means something.</summary>
    public bool EncodesTo(ReadOnlySpan<byte> bytes, long blockFirstSequence)
    {
        int length = stream == StreamKind.In ? EventRecord.Encode(in _event, _again) : OutStreamRecord.Encode(in _out, blockFirstSequence, _again);
        return bytes.SequenceEqual(_again.AsSpan(0, length));
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlmTrader.Feeds.Import;

/// <summary>The fields of the current line, as places in the reader's buffer.</summary>
internal sealed class CsvRow(byte[] buffer, char separator)
{
    /// <summary>A row with more is taken for damaged.</summary>
    public const int MaxFields = 1024;

    private readonly byte[] _buffer = buffer;
    private readonly byte _separator = (byte)separator;
    private readonly int[] _starts = new int[MaxFields + 1];
    private readonly int[] _ends = new int[MaxFields + 1];
    private int _start;
    private int _length;

    /// <summary>Fields of the line; above <see cref="MaxFields"/> the count is cut to one more.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int field] => _buffer.AsSpan(_starts[field], _ends[field] - _starts[field]);

    /// <summary>The whole line, for messages. After a quoted line: what unquoting left of it.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_start, _length);

    /// <summary>Finds the fields of a line. False when a quote is not closed.</summary>
    public bool TrySplit(int start, int length)
    {
        _start = start;
        _length = length;
        return _buffer.AsSpan(start, length).Contains((byte)'"') ? TrySplitQuoted(start, start + length) : SplitPlain(start, start + length);
    }

    // Vector loads may run past the line, never past the buffer: LineReader.Padding.
    private bool SplitPlain(int start, int end)
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(_buffer);
        Vector256<byte> separators = Vector256.Create(_separator);
        int count = 0;
        int fieldStart = start;
        for (int at = start; at < end; at += Vector256<byte>.Count)
        {
            uint found = Vector256.Equals(Vector256.LoadUnsafe(ref first, (nuint)at), separators).ExtractMostSignificantBits();
            if (end - at < Vector256<byte>.Count) { found &= (1u << (end - at)) - 1; }
            while (found != 0)
            {
                int separatorAt = at + BitOperations.TrailingZeroCount(found);
                found &= found - 1;
                _starts[count] = fieldStart;
                _ends[count] = separatorAt;
                fieldStart = separatorAt + 1;
                if (++count == MaxFields) { Count = MaxFields + 1; return true; }
            }
        }

        _starts[count] = fieldStart;
        _ends[count] = end;
        Count = count + 1;
        return true;
    }

    // RFC 4180 quotes; the content moves left over its quotes, so that it is one span.
    private bool TrySplitQuoted(int start, int end)
    {
        int count = 0;
        int read = start;
        int write = start;
        while (count <= MaxFields)
        {
            _starts[count] = write;
            if (read < end && _buffer[read] == '"')
            {
                read++;
                while (true)
                {
                    if (read >= end) { return false; }
                    if (_buffer[read] != '"') { _buffer[write++] = _buffer[read++]; continue; }
                    if (read + 1 >= end || _buffer[read + 1] != '"') { break; }
                    _buffer[write++] = (byte)'"';
                    read += 2;
                }

                read++;
                if (read < end && _buffer[read] != _separator) { return false; }   // Text after the closing quote.
            }
            else
            {
                while (read < end && _buffer[read] != _separator)
                {
                    if (_buffer[read] == '"') { return false; }   // A quote within plain text.
                    _buffer[write++] = _buffer[read++];
                }
            }

            _ends[count++] = write;
            if (read >= end) { break; }
            read++;
            _buffer[write++] = _separator;
        }

        Count = count;
        _length = write - start;
        return true;
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>
/// Rows in the InfluxDB line protocol as QuestDB reads it, version 1 (text): <c>table,symbol=value column=value timestamp</c>.
/// A value that is null is left out. The buffer grows and is used again; rows themselves allocate nothing.
/// </summary>
/// <remarks>Order within a row: the table, its symbols, its other columns, <see cref="At"/>.</remarks>
public sealed class IlpWriter(int capacity = 1 << 20)
{
    private static readonly SearchValues<byte> EscapedBare = SearchValues.Create(" ,=\n\r\\"u8);
    private static readonly SearchValues<byte> EscapedQuoted = SearchValues.Create("\n\r\"\\"u8);

    private byte[] _buffer = new byte[capacity];
    private int[] _starts = new int[1024];
    private int _length;
    private State _state;

    private enum State
    {
        BetweenRows,
        HasTable,
        HasSymbols,
        HasColumns,
    }

    /// <summary>Rows that are complete.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes of the complete rows.</summary>
    public int Length => _state == State.BetweenRows ? _length : _starts[Rows];

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    /// <summary>A complete row with its line end.</summary>
    public ReadOnlySpan<byte> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Rows, nameof(index));
        return _buffer.AsSpan(_starts[index], EndOf(index) - _starts[index]);
    }

    public void Clear()
    {
        Rows = 0;
        _length = 0;
        _state = State.BetweenRows;
    }

    /// <summary>Begins a row.</summary>
    /// <exception cref="ArgumentException">No table can be called so.</exception>
    public IlpWriter Table(string name)
    {
        IlpName.RequireTable(name);
        Start();
        WriteEscaped(name, EscapedBare);
        return this;
    }

    /// <summary>A symbol; null leaves it out.</summary>
    public IlpWriter Symbol(string name, string? value)
    {
        IlpName.RequireColumn(name);
        if (value is null) { return this; }
        Invariant.Holds(_state is State.HasTable or State.HasSymbols);
        _state = State.HasSymbols;
        WriteByte(',');
        WriteEscaped(name, EscapedBare);
        WriteByte('=');
        WriteEscaped(value, EscapedBare);
        return this;
    }

    /// <summary>A text; null leaves it out.</summary>
    public IlpWriter Text(string name, string? value)
    {
        if (value is null) { return this; }
        StartColumn(name);
        WriteByte('"');
        WriteEscaped(value, EscapedQuoted);
        WriteByte('"');
        return this;
    }

    /// <summary>A 64-bit integer; null leaves it out. QuestDB takes <see cref="long.MinValue"/> for null as well.</summary>
    public IlpWriter Whole(string name, long? value)
    {
        if (value is null) { return this; }
        StartColumn(name);
        WriteWhole(value.Value);
        WriteByte('i');
        return this;
    }

    /// <summary>A double; null leaves it out. QuestDB takes NaN for null as well.</summary>
    public IlpWriter Fraction(string name, double? value)
    {
        if (value is null) { return this; }
        StartColumn(name);
        _length += IlpNumber.Write(value.Value, Reserve(IlpNumber.MaxLength));
        return this;
    }

    /// <summary>A truth value; null leaves it out.</summary>
    public IlpWriter Truth(string name, bool? value)
    {
        if (value is null) { return this; }
        StartColumn(name);
        WriteByte(value.Value ? 't' : 'f');
        return this;
    }

    /// <summary>A time in a column of its own, cut to microseconds, which is what a TIMESTAMP holds; null leaves it out.</summary>
    public IlpWriter Time(string name, Timestamp? value)
    {
        if (value is null) { return this; }
        StartColumn(name);
        WriteWhole(value.Value.Nanoseconds / 1000);
        WriteByte('t');
        return this;
    }

    /// <summary>Ends the row with its designated timestamp, in nanoseconds.</summary>
    public void At(Timestamp time)
    {
        Invariant.Holds(_state is State.HasSymbols or State.HasColumns);    // A row of nothing but a time is no row.
        WriteByte(' ');
        WriteWhole(time.Nanoseconds);
        WriteByte('\n');
        _state = State.BetweenRows;
        Rows++;
    }

    /// <summary>Takes the rows out whose places are given, in rising order.</summary>
    public void Remove(ReadOnlySpan<int> rows)
    {
        Invariant.Holds(_state == State.BetweenRows);
        int kept = 0;
        int length = 0;
        int next = 0;
        for (int i = 0; i < Rows; i++)
        {
            if (next < rows.Length && rows[next] == i) { next++; continue; }
            ReadOnlySpan<byte> row = Row(i);
            row.CopyTo(_buffer.AsSpan(length));
            _starts[kept++] = length;
            length += row.Length;
        }

        Invariant.Holds(next == rows.Length);
        Rows = kept;
        _length = length;
    }

    // Below: the way of the projection's rows, whose names were looked at once and need no escape.

    internal void StartRow(ReadOnlySpan<byte> table)
    {
        Start();
        WriteBytes(table);
    }

    internal void WriteSymbol(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _state = State.HasSymbols;
        Span<byte> target = Reserve(name.Length + 2);
        target[0] = (byte)',';
        name.CopyTo(target[1..]);
        target[name.Length + 1] = (byte)'=';
        _length += name.Length + 2;
        WriteEscaped(value, EscapedBare);
    }

    internal void WriteWhole(ReadOnlySpan<byte> name, long value)
    {
        Span<byte> target = StartColumn(name);
        Utf8Formatter.TryFormat(value, target, out int length);
        target[length] = (byte)'i';
        _length += length + 1;
    }

    internal void WriteScaled(ReadOnlySpan<byte> name, long raw, int scale)
    {
        Span<byte> target = StartColumn(name);
        _length += IlpNumber.WriteScaled(raw, scale, target);
    }

    private int EndOf(int row) => row + 1 < Rows ? _starts[row + 1] : Length;

    private void Start()
    {
        Invariant.Holds(_state == State.BetweenRows);
        if (Rows == _starts.Length) { Array.Resize(ref _starts, Rows * 2); }
        _starts[Rows] = _length;
        _state = State.HasTable;
    }

    // Leaves room for a number behind the name.
    private Span<byte> StartColumn(ReadOnlySpan<byte> name)
    {
        Span<byte> target = Reserve(name.Length + 2 + IlpNumber.MaxLength);
        target[0] = _state == State.HasColumns ? (byte)',' : (byte)' ';
        _state = State.HasColumns;
        name.CopyTo(target[1..]);
        target[name.Length + 1] = (byte)'=';
        _length += name.Length + 2;
        return target[(name.Length + 2)..];
    }

    private void StartColumn(string name)
    {
        IlpName.RequireColumn(name);
        Invariant.Holds(_state != State.BetweenRows);
        WriteByte(_state == State.HasColumns ? ',' : ' ');
        _state = State.HasColumns;
        WriteEscaped(name, EscapedBare);
        WriteByte('=');
    }

    private void WriteEscaped(string text, SearchValues<byte> escaped)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(most);
        WriteEscaped(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)), escaped);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private void WriteEscaped(ReadOnlySpan<byte> text, SearchValues<byte> escaped)
    {
        int at;
        while ((at = text.IndexOfAny(escaped)) >= 0)
        {
            WriteBytes(text[..at]);
            WriteByte('\\');
            WriteByte((char)text[at]);
            text = text[(at + 1)..];
        }

        WriteBytes(text);
    }

    private void WriteWhole(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(IlpNumber.MaxLength), out int length);
        _length += length;
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    private void WriteByte(char c)
    {
        Reserve(1)[0] = (byte)c;
        _length++;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count) { Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count)); }
        return _buffer.AsSpan(_length);
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>
/// A CSV file (RFC 4180, but with <c>\n</c> line ends) that is written field by field into one buffer: a row of numbers
/// and times allocates nothing. The bytes depend on the values alone, not on culture or platform.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    private const int BufferBytes = 1 << 16;
    private const int LongestNumber = 48;
    private const long Second = 1_000_000_000;
    private const long Day = 86_400 * Second;
    private const int DateBytes = 10;

    private readonly PartialFile _file;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly byte[] _date = new byte[DateBytes];   // Of the last time written: consecutive rows mostly share it.
    private long _dateOf = long.MinValue;
    private int _length;
    private bool _inRow;

    public CsvFile(string directory, string name, string header)
    {
        _file = new PartialFile(directory, name);
        Append(Encoding.UTF8.GetBytes(header));
        EndRow();
    }

    /// <summary>A text that needs no quotes, or has them (<see cref="Quoted"/>).</summary>
    public void Field(ReadOnlySpan<byte> utf8)
    {
        Separate();
        Append(utf8);
    }

    /// <summary>An enum's name or another plain ASCII word.</summary>
    public void Field(string word)
    {
        Span<byte> target = Room(word.Length);
        Ascii.FromUtf16(word, target, out int written);
        _length += written;
    }

    public void Field(long number)
    {
        Span<byte> target = Room(LongestNumber);
        Utf8Formatter.TryFormat(number, target, out int written);
        _length += written;
    }

    /// <summary>A scaled integer as <see cref="FixedPoint.Format(long,int)"/> writes it.</summary>
    public void Field(long raw, int scale)
    {
        Span<char> text = stackalloc char[40];
        int length = FixedPoint.Format(raw, scale, text);
        Span<byte> target = Room(length);
        Ascii.FromUtf16(text[..length], target, out int written);
        _length += written;
    }

    /// <summary>As <see cref="Timestamp.ToString"/> writes it.</summary>
    public void Field(Timestamp time)
    {
        (long day, long inDay) = Math.DivRem(time.Nanoseconds, Day);
        if (inDay < 0) { day--; inDay += Day; }
        if (day != _dateOf) { FormatDate(day); }

        (long seconds, long nanoseconds) = Math.DivRem(inDay, Second);
        Span<byte> target = Room(DateBytes + 20);
        _date.CopyTo(target);
        target[10] = (byte)'T';
        Digits(target.Slice(11, 2), seconds / 3600);
        target[13] = (byte)':';
        Digits(target.Slice(14, 2), seconds / 60 % 60);
        target[16] = (byte)':';
        Digits(target.Slice(17, 2), seconds % 60);
        target[19] = (byte)'.';
        Digits(target.Slice(20, 9), nanoseconds);
        target[29] = (byte)'Z';
        _length += DateBytes + 20;
    }

    public void EmptyField() => Separate();

    public void EndRow()
    {
        if (_length == BufferBytes) { Flush(); }
        _buffer[_length++] = (byte)'\n';
        _inRow = false;
    }

    /// <summary>Writes what is buffered and syncs it.</summary>
    public void Seal()
    {
        Flush();
        _file.Seal();
    }

    /// <inheritdoc cref="PartialFile.Publish"/>
    public void Publish() => _file.Publish();

    public void Dispose() => _file.Dispose();

    /// <summary>A text as a field: in quotes, with quotes doubled, where it needs them.</summary>
    public static byte[] Quoted(string text) => Encoding.UTF8.GetBytes(
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    private Span<byte> Room(int bytes)
    {
        Separate();
        if (BufferBytes - _length < bytes) { Flush(); }
        return _buffer.AsSpan(_length);
    }

    private void Separate()
    {
        if (!_inRow) { _inRow = true; return; }
        if (_length == BufferBytes) { Flush(); }
        _buffer[_length++] = (byte)',';
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (BufferBytes - _length < bytes.Length) { Flush(); }
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Flush()
    {
        _file.Write(_buffer.AsSpan(0, _length));
        _length = 0;
    }

    private void FormatDate(long day)
    {
        DateTime.UnixEpoch.AddDays(day).TryFormat(_date, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        _dateOf = day;
    }

    private static void Digits(Span<byte> target, long value)
    {
        for (int i = target.Length - 1; i >= 0; i--)
        {
            target[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}

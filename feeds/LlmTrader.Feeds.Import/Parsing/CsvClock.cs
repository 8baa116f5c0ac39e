using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>Reads the fields of one time column.</summary>
internal sealed class CsvClock
{
    // Nothing that this engine trades is older, and times in a wrong unit fall outside.
    private const long Earliest = 315_532_800_000_000_000;   // 1980-01-01
    private const long Latest = 7_258_118_400_000_000_000;   // 2200-01-01
    private const long Day = 86_400_000_000_000;

    private readonly CsvTimeUnit _unit;
    private readonly ZoneClock _zone;
    private readonly long _midnight;

    public CsvClock(CsvTimeUnit unit, TimeZoneInfo zone, DateOnly? date)
    {
        _unit = unit;
        _zone = new ZoneClock(zone);
        _midnight = date is { } day ? (day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * Day : 0;
    }

    /// <summary>The step between two times of this column, in ns.</summary>
    public long StepNanoseconds => _unit switch
    {
        CsvTimeUnit.Milliseconds or CsvTimeUnit.MillisecondsOfDay => 1_000_000,
        CsvTimeUnit.Microseconds => 1_000,
        CsvTimeUnit.Nanoseconds => 1,
        _ => 1_000_000_000,
    };

    /// <summary>What a field should hold, for messages.</summary>
    public string Expected => _unit switch
    {
        CsvTimeUnit.Text => "a time such as 2024-08-08 23:54:14.087 or 2024-08-08T23:54:14Z",
        CsvTimeUnit.MillisecondsOfDay => "milliseconds since midnight, below 86400000",
        CsvTimeUnit.AutoByMagnitude => "a UTC epoch time from 1980 to 2199",
        _ => $"UTC epoch {_unit.ToString().ToLowerInvariant()} from 1980 to 2199",
    };

    /// <summary>Reads a field. <paramref name="previous"/> decides between the two meanings of a local time that was twice.</summary>
    public ImportFault TryParse(ReadOnlySpan<byte> text, Timestamp previous, out Timestamp time)
    {
        time = default;
        long nanoseconds;
        switch (_unit)
        {
            case CsvTimeUnit.Text:
                if (!TimeText.TryParse(text, out nanoseconds, out bool hasOffset)) { return ImportFault.TimeFormat; }
                if (!hasOffset && !_zone.TryToUtc(nanoseconds, previous.Nanoseconds, out nanoseconds)) { return ImportFault.TimeNeverWas; }
                break;

            case CsvTimeUnit.MillisecondsOfDay:
                if (DecimalText.TryParse(text, 6, out nanoseconds) != FixedPointError.None) { return ImportFault.TimeFormat; }
                if (nanoseconds is < 0 or >= Day) { return ImportFault.TimeOutOfRange; }
                if (!_zone.TryToUtc(_midnight + nanoseconds, previous.Nanoseconds, out nanoseconds)) { return ImportFault.TimeNeverWas; }
                break;

            default:
                FixedPointError error = DecimalText.TryParse(text, Decimals(text), out nanoseconds);
                if (error == FixedPointError.TooLarge) { return ImportFault.TimeOutOfRange; }
                if (error != FixedPointError.None) { return ImportFault.TimeFormat; }
                break;
        }

        if (nanoseconds is < Earliest or >= Latest) { return ImportFault.TimeOutOfRange; }
        time = new Timestamp(nanoseconds);
        return ImportFault.None;
    }

    private int Decimals(ReadOnlySpan<byte> text) => _unit switch
    {
        CsvTimeUnit.Seconds => 9,
        CsvTimeUnit.Milliseconds => 6,
        CsvTimeUnit.Microseconds => 3,
        CsvTimeUnit.Nanoseconds => 0,
        _ => DecimalsByMagnitude(text),
    };

    private static int DecimalsByMagnitude(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        return (point < 0 ? text.Length : point) switch { <= 11 => 9, <= 14 => 6, <= 17 => 3, _ => 0 };
    }
}

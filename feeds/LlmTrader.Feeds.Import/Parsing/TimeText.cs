namespace LlmTrader.Feeds.Import;

/// <summary>
/// Date and time as text: <c>yyyy-MM-dd</c> or <c>yyyyMMdd</c>, then optionally a space or T and <c>HH:mm[:ss[.fffffffff]]</c>,
/// then optionally Z or ±HH[:]mm.
/// </summary>
internal ref struct TimeText
{
    private const long Second = 1_000_000_000;

    private ReadOnlySpan<byte> _rest;

    /// <summary>Nanoseconds since 1970 of the wall clock that is written, or of UTC when an offset is written too.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long nanoseconds, out bool hasOffset)
    {
        var reader = new TimeText { _rest = text };
        nanoseconds = 0;
        hasOffset = false;
        return reader.TryDate(out long days)
            && reader.TryTimeOfDay(out long ofDay)
            && reader.TryOffset(out long offset, out hasOffset)
            && reader._rest.IsEmpty
            && InRange(days)
            && Set(out nanoseconds, (days * 86_400 * Second) + ofDay - offset);
    }

    private static bool InRange(long days) => days is > -100_000 and < 100_000;   // 1696 to 2243: fits 64-bit nanoseconds.

    private static bool Set(out long target, long value)
    {
        target = value;
        return true;
    }

    private bool TryDate(out long days)
    {
        days = 0;
        if (!TryDigits(4, out int year)) { return false; }
        bool dashes = TryTake((byte)'-');
        if (!TryDigits(2, out int month) || (dashes && !TryTake((byte)'-')) || !TryDigits(2, out int day)) { return false; }
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) { return false; }
        days = new DateOnly(year, month, day).DayNumber - 719_162;   // DayNumber of 1970-01-01.
        return true;
    }

    private bool TryTimeOfDay(out long nanoseconds)
    {
        nanoseconds = 0;
        if (_rest.IsEmpty) { return true; }
        if (!TryTake((byte)' ') && !TryTake((byte)'T')) { return false; }
        if (!TryDigits(2, out int hour) || !TryTake((byte)':') || !TryDigits(2, out int minute)) { return false; }

        int second = 0;
        long fraction = 0;
        if (TryTake((byte)':') && (!TryDigits(2, out second) || (TryTake((byte)'.') && !TryFraction(out fraction)))) { return false; }
        if (hour > 23 || minute > 59 || second > 59) { return false; }
        nanoseconds = ((((hour * 60L) + minute) * 60) + second) * Second + fraction;
        return true;
    }

    private bool TryFraction(out long nanoseconds)
    {
        nanoseconds = 0;
        int digits = 0;
        while (digits < 9 && TryDigits(1, out int digit))
        {
            nanoseconds = (nanoseconds * 10) + digit;
            digits++;
        }

        for (int i = digits; i < 9; i++) { nanoseconds *= 10; }
        return digits > 0;
    }

    private bool TryOffset(out long nanoseconds, out bool hasOffset)
    {
        nanoseconds = 0;
        hasOffset = TryTake((byte)'Z') || TryTake((byte)'z');
        if (hasOffset || _rest.IsEmpty) { return true; }

        bool negative = TryTake((byte)'-');
        if (!negative && !TryTake((byte)'+')) { return false; }
        if (!TryDigits(2, out int hours)) { return false; }
        _ = TryTake((byte)':');
        if (!TryDigits(2, out int minutes) || hours > 14 || minutes > 59) { return false; }
        nanoseconds = ((hours * 60L) + minutes) * 60 * Second * (negative ? -1 : 1);
        hasOffset = true;
        return true;
    }

    private bool TryTake(byte expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected) { return false; }
        _rest = _rest[1..];
        return true;
    }

    private bool TryDigits(int count, out int value)
    {
        value = 0;
        if (_rest.Length < count) { return false; }
        for (int i = 0; i < count; i++)
        {
            uint digit = (uint)(_rest[i] - '0');
            if (digit > 9) { return false; }
            value = (value * 10) + (int)digit;
        }

        _rest = _rest[count..];
        return true;
    }
}

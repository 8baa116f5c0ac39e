using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Swaps;

/// <summary>Where a swap enters a run: not before a sequence, or not before a time of the market. One of the two is set.</summary>
public sealed record SwapPlace
{
    private const int NanosecondDigits = 9;

    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm"];

    private SwapPlace(long? sequence, Timestamp? time) => (Sequence, Time) = (sequence, time);

    public long? Sequence { get; }

    public Timestamp? Time { get; }

    public static SwapPlace AtSequence(long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        return new SwapPlace(sequence, null);
    }

    public static SwapPlace AtTime(Timestamp time) => new(null, time);

    /// <summary>
    /// Reads a sequence such as <c>250000</c> (separators <c>_</c> and <c>,</c> as in other numbers) or a UTC time such as
    /// <c>2024-08-08T23:55:00Z</c>, seconds and up to nine decimals of them as wanted. Null for anything else.
    /// </summary>
    public static SwapPlace? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string digits = text.Replace("_", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)) { return AtSequence(sequence); }
        return ParseTime(text) is { } time ? AtTime(time) : null;
    }

    /// <summary>Whether the next event may be the swap's.</summary>
    /// <param name="sequence">The next event's.</param>
    /// <param name="time">Engine time of the last one.</param>
    public bool IsReached(long sequence, Timestamp time) => sequence >= Sequence || time >= Time;

    /// <summary>Whether this lies before another place of the same kind; of a sequence and a time nobody can say before the run.</summary>
    public bool IsBefore(SwapPlace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Sequence < other.Sequence || Time < other.Time;
    }

    public override string ToString() => Sequence is { } sequence ? string.Create(CultureInfo.InvariantCulture, $"sequence {sequence:N0}") : Time.ToString()!;

    private static Timestamp? ParseTime(string text)
    {
        if (!text.EndsWith('Z')) { return null; }   // Without a zone nobody knows when it is.
        string[] parts = text[..^1].Split('.');
        if (parts.Length > 2 || !DateTime.TryParseExact(parts[0], TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime whole)) { return null; }
        if (whole.Year is < 1970 or > 2261) { return null; }   // Nanoseconds since 1970 end in 2262.
        long nanoseconds = 0;
        if (parts.Length == 2)
        {
            bool isFraction = parts[0].Length == "2024-08-08T23:55:00".Length && parts[1].Length <= NanosecondDigits
                && long.TryParse(parts[1].PadRight(NanosecondDigits, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out nanoseconds);
            if (!isFraction || parts[1].Length == 0) { return null; }
        }

        return Timestamp.FromUnixSeconds((whole - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) + new Duration(nanoseconds);
    }
}

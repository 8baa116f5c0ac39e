using System.Diagnostics.CodeAnalysis;

namespace LlmTrader.Engine.Core;

/// <summary>
/// What an order is called at a venue: journal id + epoch + order id, in at most 32 letters and digits, which every venue
/// takes. The epoch rises at every recovery, so that no order is ever called as one that a crash took out of the journal.
/// </summary>
/// <remarks>
/// The journal id as it is (1 to 12 characters a–z, 0–9), the letter E, the epoch to the base 36 without leading zeros (1 to
/// 6), the order id to the base 36 in 13 digits; digits are 0–9, a–z. So the E is the only capital and the parts can be told
/// apart, and within an epoch names sort as order ids do.
/// </remarks>
/// <param name="JournalId">Of the journal's manifest.</param>
/// <param name="Epoch">Of the start of the engine that sent the order; 1 or more.</param>
/// <param name="OrderId">The order; 0 or more.</param>
public readonly record struct ClientOrderId(string JournalId, int Epoch, OrderId OrderId)
{
    /// <summary>The least that a venue allows.</summary>
    public const int MaxLength = 32;

    private const int MaxJournalIdLength = 12;
    private const int OrderDigits = 13;    // 36^13 is above 2^63.
    private const int MaxEpochDigits = 6;
    private const int Radix = 36;
    private const char Separator = 'E';

    /// <summary>Writes it to the front of <paramref name="destination"/> (<see cref="MaxLength"/> characters are enough) without allocating.</summary>
    /// <returns>The characters written.</returns>
    /// <exception cref="InvariantViolationException">A part is out of its range, or there is no room.</exception>
    public int Format(Span<char> destination)
    {
        Invariant.Holds(IsJournalId(JournalId));
        Invariant.Holds(Epoch > 0);
        Invariant.Holds(OrderId.Raw >= 0);
        int epochDigits = DigitsOf(Epoch);
        int length = JournalId.Length + 1 + epochDigits + OrderDigits;
        Invariant.Holds(destination.Length >= length);
        JournalId.CopyTo(destination);
        destination[JournalId.Length] = Separator;
        WriteDigits(Epoch, destination.Slice(JournalId.Length + 1, epochDigits));
        WriteDigits(OrderId.Raw, destination.Slice(length - OrderDigits, OrderDigits));
        return length;
    }

    /// <summary>Reads what <see cref="Format"/> wrote, and nothing else; false for any other text, such as the id of an order that another program sent.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ClientOrderId id)
    {
        id = default;
        if (text is null || text.Length > MaxLength) { return false; }
        int separator = text.IndexOf(Separator, StringComparison.Ordinal);
        int epochDigits = text.Length - OrderDigits - separator - 1;
        if (separator < 0 || epochDigits is < 1 or > MaxEpochDigits || text[separator + 1] == '0' || !IsJournalId(text.AsSpan(0, separator))) { return false; }
        bool isNumber = TryReadDigits(text.AsSpan(separator + 1, epochDigits), out long epoch) & TryReadDigits(text.AsSpan(text.Length - OrderDigits), out long order);
        if (!isNumber || epoch > int.MaxValue) { return false; }
        id = new ClientOrderId(text[..separator], (int)epoch, new OrderId(order));
        return true;
    }

    /// <summary>The text that a venue sees.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxLength];
        return new string(text[..Format(text)]);
    }

    private static bool IsJournalId(ReadOnlySpan<char> text)
    {
        if (text.Length is < 1 or > MaxJournalIdLength) { return false; }
        foreach (char c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9'))) { return false; }
        }

        return true;
    }

    private static int DigitsOf(long value)
    {
        int digits = 1;
        while ((value /= Radix) > 0) { digits++; }
        return digits;
    }

    private static void WriteDigits(long value, Span<char> digits)
    {
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            int digit = (int)(value % Radix);
            digits[i] = (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
            value /= Radix;
        }
    }

    private static bool TryReadDigits(ReadOnlySpan<char> digits, out long value)
    {
        value = 0;
        foreach (char c in digits)
        {
            int digit = c is >= '0' and <= '9' ? c - '0' : c is >= 'a' and <= 'z' ? c - 'a' + 10 : Radix;
            if (digit == Radix || value > (long.MaxValue - digit) / Radix) { return false; }
            value = (value * Radix) + digit;
        }

        return true;
    }
}

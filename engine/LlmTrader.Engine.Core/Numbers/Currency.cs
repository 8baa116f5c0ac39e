namespace LlmTrader.Engine.Core;

/// <summary>
/// A currency or asset code of 1 to 12 characters A–Z and 0–9, packed in base 37 into one number, so that it is
/// compared, hashed and journaled without a table. The first character is the most significant digit.
/// </summary>
public readonly record struct Currency(ulong Packed)
{
    public const int MaxLength = 12;   // 37^12 < 2^63.
    private const ulong Radix = 37;    // 0 pads; 1–26 are letters; 27–36 are digits.

    public static Currency None => default;

    public bool IsNone => Packed == 0;

    /// <summary>Packs a code. Throws <see cref="FormatException"/> that names the code and the rule it breaks.</summary>
    public static Currency Parse(ReadOnlySpan<char> code)
    {
        if (!TryParse(code, out Currency currency))
        {
            throw new FormatException($"'{code}' is not a currency code: 1 to {MaxLength} characters A–Z or 0–9 are expected.");
        }

        return currency;
    }

    public static bool TryParse(ReadOnlySpan<char> code, out Currency currency)
    {
        currency = default;
        if (code.Length is 0 or > MaxLength) { return false; }

        ulong packed = 0;
        for (int i = 0; i < MaxLength; i++)
        {
            ulong digit = 0;
            if (i < code.Length)
            {
                char c = code[i];
                if (c is >= 'A' and <= 'Z') { digit = (ulong)(c - 'A') + 1; }
                else if (c is >= '0' and <= '9') { digit = (ulong)(c - '0') + 27; }
                else { return false; }
            }

            packed = (packed * Radix) + digit;
        }

        currency = new Currency(packed);
        return true;
    }

    public override string ToString()
    {
        Span<char> code = stackalloc char[MaxLength];
        ulong rest = Packed;
        for (int i = MaxLength - 1; i >= 0; i--)
        {
            ulong digit = rest % Radix;
            rest /= Radix;
            code[i] = digit switch { 0 => ' ', <= 26 => (char)('A' + digit - 1), _ => (char)('0' + digit - 27) };
        }

        return code.TrimEnd(' ').ToString();
    }
}

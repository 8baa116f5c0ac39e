namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>
/// Tokens of a text without its model's tokenizer. What is likely decides about contexts and rates; what is certain about money. The certain
/// bound is the number of bytes: byte-level encodings have no token below one byte, and the JSON around each message is longer than the
/// marks that a chat template puts there.
/// </summary>
public static class TokenEstimate
{
    /// <summary>English and JSON have some 3 to 4 characters in a token, scripts without blanks about one.</summary>
    public static int Likely(ReadOnlySpan<byte> utf8)
    {
        int ascii = 0, others = 0;
        foreach (byte one in utf8)
        {
            if (one < 0x80) { ascii++; }
            else if ((one & 0xC0) == 0xC0) { others++; }    // The first byte of a character; those behind it say nothing.
        }

        return (ascii + 2) / 3 + others;
    }

    /// <summary>No fewer than there can be.</summary>
    public static int AtMost(ReadOnlySpan<byte> utf8) => utf8.Length;
}

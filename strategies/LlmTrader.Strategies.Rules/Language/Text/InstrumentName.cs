namespace LlmTrader.Strategies.Rules.Language;

/// <summary>What the name of an instrument may look like; whether there is one of that name is known to the engine only.</summary>
internal static class InstrumentName
{
    public const string Expected = "letters, digits and . - _ / : are expected, as in BTCUSDT.BINANCE";

    private const int MaxLength = 97;   // Symbol of 64, a dot, venue of 32.

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaxLength) { return false; }
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '/' or ':')) { return false; }
        }

        return true;
    }
}

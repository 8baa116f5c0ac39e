using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>Reads bar specifications where a wrong one is an expected outcome.</summary>
internal static class BarSpecText
{
    public const string Expected = "time bars that divide a day (1s, 5m, 1h, 1d), 500t (ticks), 1000v (volume) or 50000n (notional) are expected";

    private const int MaxLength = 20;

    public static bool TryParse(string text, out BarSpec spec)
    {
        spec = default;
        if (text.Length is < 2 or > MaxLength || !char.IsAsciiDigit(text[0])) { return false; }
        try
        {
            spec = BarSpec.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>Reads who took liquidity, by the layout's <see cref="SideConvention"/>.</summary>
internal static class SideText
{
    /// <summary>False when the text is none that the convention knows.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, SideConvention convention, out Side aggressor)
    {
        if (convention == SideConvention.TakerSide) { return TryParseSide(text, out aggressor); }

        aggressor = Side.None;
        if (!TryParseFlag(text, out bool flag)) { return false; }
        bool bought = convention == SideConvention.TakerIsBuyer ? flag : !flag;
        aggressor = bought ? Side.Buy : Side.Sell;
        return true;
    }

    /// <summary>What a field should hold, for messages.</summary>
    public static string Expected(SideConvention convention) =>
        convention == SideConvention.TakerSide ? "buy, sell, b, s or nothing" : "true, false, 1 or 0";

    private static bool TryParseFlag(ReadOnlySpan<byte> text, out bool flag)
    {
        if (text.Length == 1)
        {
            flag = text[0] == '1';
            return flag || text[0] == '0';
        }

        flag = EqualsIgnoreCase(text, "true"u8);
        return flag || EqualsIgnoreCase(text, "false"u8);
    }

    private static bool TryParseSide(ReadOnlySpan<byte> text, out Side side)
    {
        side = EqualsIgnoreCase(text, "buy"u8) || EqualsIgnoreCase(text, "b"u8) ? Side.Buy
            : EqualsIgnoreCase(text, "sell"u8) || EqualsIgnoreCase(text, "s"u8) ? Side.Sell
            : Side.None;
        return side != Side.None || text.IsEmpty || EqualsIgnoreCase(text, "n"u8) || EqualsIgnoreCase(text, "unknown"u8);
    }

    private static bool EqualsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => System.Text.Ascii.EqualsIgnoreCase(text, lower);
}

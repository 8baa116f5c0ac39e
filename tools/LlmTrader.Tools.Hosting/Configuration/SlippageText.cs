using System.Globalization;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>Slippage as people write it: <c>2t</c> for ticks, <c>5bp</c> for basis points, <c>none</c>.</summary>
public static class SlippageText
{
    public const string Usage = "none, such as 2t (ticks), or such as 5bp (1/10,000 of the price)";

    /// <summary>Throws <see cref="ArgumentException"/> that says what is expected.</summary>
    public static Slippage Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "none") { return Slippage.None; }
        SlippageUnit unit = text.EndsWith("bp", StringComparison.Ordinal) ? SlippageUnit.BasisPoints : text.EndsWith('t') ? SlippageUnit.Ticks : SlippageUnit.None;
        string digits = unit == SlippageUnit.BasisPoints ? text[..^2] : unit == SlippageUnit.Ticks ? text[..^1] : "";
        _ = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int amount);
        Slippage slippage = new(unit, amount);
        return !slippage.IsNone && slippage.IsValid ? slippage : throw new ArgumentException($"Slippage is '{text}'; {Usage} is expected, from 1 to {Slippage.MaxAmount}.");
    }
}

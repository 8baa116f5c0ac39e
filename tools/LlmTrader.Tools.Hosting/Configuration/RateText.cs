using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>Shares as people write them: <c>0.0005</c> or <c>0.05%</c>, exactly.</summary>
public static class RateText
{
    /// <summary>The share in 10^-8. Throws <see cref="FormatException"/> or <see cref="OverflowException"/>.</summary>
    public static int Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isPercent = text.EndsWith('%');
        return checked((int)FixedPoint.Parse(isPercent ? text[..^1].TrimEnd() : text, isPercent ? FeeRate.Scale - 2 : FeeRate.Scale));
    }

    /// <summary>Decimals that a plain number is written with, zeros at its end not counted.</summary>
    public static int DecimalsOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? 0 : text.TrimEnd('0').Length - point - 1;
    }
}

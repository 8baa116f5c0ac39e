using System.Globalization;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>The one way in which a number is written: the shortest that reads back the same, <c>0.02</c>, <c>1e-7</c>, <c>1e16</c>.</summary>
public static class NumberText
{
    /// <summary>Expects a finite number.</summary>
    public static string Format(double value)
    {
        if (value == 0) { return "0"; }   // Also -0, which no literal can say.
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, exponent)}e{int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)}");
    }
}

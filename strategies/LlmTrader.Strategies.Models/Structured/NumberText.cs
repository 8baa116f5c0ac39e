using System.Text.RegularExpressions;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Strategies.Models.Structured;

/// <summary>
/// A number that was written as a text, when it can be one number only. <c>1,234,567</c> and <c>1,234.5</c> are read: their separators can't
/// be points. <c>1,234</c>, <c>1.234,5</c>, <c>1 000</c>, <c>5%</c>, <c>about 5</c>, <c>5 bars</c>, <c>1k</c> are not.
/// </summary>
public static partial class NumberText
{
    /// <summary>As JSON writes it, digit by digit; null when it is none, or may be another.</summary>
    public static string? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string plain = VisibleText.Normalised(text).Text.Trim().Replace('−', '-');
        if (Grouped().IsMatch(plain)) { plain = plain.Replace(",", "", StringComparison.Ordinal); }
        else if (Underscored().IsMatch(plain)) { plain = plain.Replace("_", "", StringComparison.Ordinal); }
        if (plain.StartsWith('+')) { plain = plain[1..]; }
        return Json().IsMatch(plain) ? plain : null;
    }

    // Two groups at least, or a point behind them.
    [GeneratedRegex(@"^[+-]?[1-9][0-9]{0,2}((,[0-9]{3}){2,10}(\.[0-9]+)?|,[0-9]{3}\.[0-9]+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^[+-]?[1-9][0-9]{0,2}(_[0-9]{3}){1,10}(\.[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Underscored();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Json();
}

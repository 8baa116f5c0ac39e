using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>A share in whole hundredths of a percent, as people write it: <c>8%</c>, <c>0.5%</c>, <c>0.08</c>.</summary>
public readonly record struct Ratio(int BasisPoints)
{
    public static Ratio Percent(int percent) => new(percent * 100);

    /// <summary>False for what is no such number, and above 200,000.</summary>
    public static bool TryParse(string text, out Ratio ratio)
    {
        ArgumentNullException.ThrowIfNull(text);
        ratio = default;
        bool isPercent = text.EndsWith('%');
        try
        {
            long raw = FixedPoint.Parse(isPercent ? text[..^1].TrimEnd() : text, isPercent ? 2 : 4);
            if (raw is < int.MinValue or > int.MaxValue) { return false; }
            ratio = new Ratio((int)raw);
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>So much of a whole, rounded down.</summary>
    public long Of(long whole) => (long)Rounding.Floor((Int128)whole * BasisPoints, 10_000);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{BasisPoints / 100m:0.##}%");
}

using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Exposure;

/// <summary>
/// All values that a number of a rule set can have, both ends included; a value may also be missing. The ends are what the language's
/// own arithmetic gives: it rounds to the nearest and so keeps the order of numbers, and no margin is needed but for logarithm and power.
/// </summary>
public readonly record struct Interval(double Low, double High)
{
    public static Interval Everything => new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>Prices, volumes and ranges.</summary>
    public static Interval NotNegative => new(0, double.PositiveInfinity);

    /// <summary>What is false or true.</summary>
    public static Interval Truth => new(0, 1);

    public static Interval Of(double value) => double.IsNaN(value) ? Everything : new Interval(value, value);

    public Interval Or(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    public static Interval operator -(Interval a) => new(-a.High, -a.Low);

    public static Interval operator +(Interval a, Interval b) => Ordered(a.Low + b.Low, a.High + b.High);

    public static Interval operator -(Interval a, Interval b) => a + -b;

    public static Interval operator *(Interval a, Interval b) => Hull(Product(a.Low, b.Low), Product(a.Low, b.High), Product(a.High, b.Low), Product(a.High, b.High));

    /// <summary>A divisor that may come near to 0 makes it endless, on the sides that the signs allow.</summary>
    public static Interval operator /(Interval a, Interval b)
    {
        if (b.Low > 0 || b.High < 0) { return Hull(Quotient(a.Low, b.Low), Quotient(a.Low, b.High), Quotient(a.High, b.Low), Quotient(a.High, b.High)); }
        bool isNeverNegative = (a.Low >= 0 && b.Low >= 0) || (a.High <= 0 && b.High <= 0), isNeverPositive = (a.Low >= 0 && b.High <= 0) || (a.High <= 0 && b.Low >= 0);
        return new Interval(isNeverNegative ? 0 : double.NegativeInfinity, isNeverPositive ? 0 : double.PositiveInfinity);
    }

    /// <summary>Of a function that never falls.</summary>
    public Interval Rising(Func<double, double> function)
    {
        (double low, double high) = (function(Low), function(High));
        return Ordered(double.IsNaN(low) ? double.NegativeInfinity : low, double.IsNaN(high) ? double.PositiveInfinity : high);
    }

    /// <summary>A little wider: a function that is right to the last bit but one may fall by that bit where it ought to rise.</summary>
    public Interval Widened() => new(Low - (Math.Abs(Low) * 1e-15), High + (Math.Abs(High) * 1e-15));

    public Interval Abs() => Low >= 0 ? this : High <= 0 ? -this : new Interval(0, Math.Max(-Low, High));

    public static Interval Min(Interval a, Interval b) => new(Math.Min(a.Low, b.Low), Math.Min(a.High, b.High));

    public static Interval Max(Interval a, Interval b) => new(Math.Max(a.Low, b.Low), Math.Max(a.High, b.High));

    /// <summary>The rest of a division has the sign of the dividend, is no larger, and smaller than the divisor.</summary>
    public static Interval Remainder(Interval a, Interval b)
    {
        double most = Math.Max(Math.Abs(b.Low), Math.Abs(b.High));
        return new Interval(a.Low < 0 ? Math.Max(a.Low, -most) : 0, a.High > 0 ? Math.Min(a.High, most) : 0);
    }

    /// <summary>Of a base that is never negative; others may come to anything.</summary>
    public static Interval Pow(Interval a, Interval b)
    {
        if (a.Low < 0) { return Everything; }
        if (a.Low == a.High && b.Low == b.High) { return Of(RuleMath.Pow(a.Low, b.Low)); }
        return NotNegative;
    }

    // Infinity less infinity says nothing.
    private static Interval Ordered(double low, double high) => new(double.IsNaN(low) ? double.NegativeInfinity : low, double.IsNaN(high) ? double.PositiveInfinity : high);

    private static double Product(double a, double b) => a == 0 || b == 0 ? 0 : a * b;

    private static double Quotient(double a, double b) => double.IsInfinity(a) && double.IsInfinity(b) ? double.NaN : a / b;

    private static Interval Hull(double a, double b, double c, double d) => double.IsNaN(a + b + c + d) && (double.IsNaN(a) || double.IsNaN(b) || double.IsNaN(c) || double.IsNaN(d))
        ? Everything : new Interval(Math.Min(Math.Min(a, b), Math.Min(c, d)), Math.Max(Math.Max(a, b), Math.Max(c, d)));
}

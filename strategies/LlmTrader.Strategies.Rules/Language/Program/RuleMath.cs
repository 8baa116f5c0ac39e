using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>
/// The arithmetic of the language, one definition for folding, interpreter and compiled code. Where IEEE 754 would give an
/// infinity out of finite numbers by a pole (division by zero, log of 0, an overflowing power), the result is missing:
/// an infinite threshold would make comparisons true for no reason.
/// </summary>
public static class RuleMath
{
    /// <summary>NaN when <paramref name="b"/> is 0.</summary>
    public static double Divide(double a, double b) => b == 0 ? double.NaN : a / b;

    /// <summary>As C's fmod: the sign of <paramref name="a"/>; NaN when <paramref name="b"/> is 0.</summary>
    public static double Remainder(double a, double b) => a % b;

    /// <summary>Natural logarithm; NaN unless <paramref name="x"/> is above 0.</summary>
    public static double Log(double x) => x > 0 ? DeterministicMath.Log(x) : double.NaN;

    /// <summary>NaN where it overflows.</summary>
    public static double Exp(double x) => FiniteOrMissing(DeterministicMath.Exp(x));

    /// <summary>NaN where it overflows, has a pole or is not real.</summary>
    public static double Pow(double x, double y) => FiniteOrMissing(DeterministicMath.Pow(x, y));

    /// <summary>NaN below 0.</summary>
    public static double Sqrt(double x) => Math.Sqrt(x);

    /// <summary>To a whole number, ties to even.</summary>
    public static double Round(double x) => Math.Round(x, MidpointRounding.ToEven);

    /// <summary>NaN when either is.</summary>
    public static double Min(double a, double b) => Math.Min(a, b);

    /// <summary>NaN when either is.</summary>
    public static double Max(double a, double b) => Math.Max(a, b);

    /// <summary>False when either is NaN, unlike the operator of C#.</summary>
    public static bool NotEqual(double a, double b) => a < b || a > b;

    /// <summary>A node with one number and no memory. Throws <see cref="ArgumentOutOfRangeException"/> for another operation.</summary>
    public static double Apply(RuleOp op, double a) => op switch
    {
        RuleOp.Negate => -a,
        RuleOp.Abs => Math.Abs(a),
        RuleOp.Log => Log(a),
        RuleOp.Exp => Exp(a),
        RuleOp.Sqrt => Sqrt(a),
        RuleOp.Round => Round(a),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not an operation on one number."),
    };

    /// <summary>A node with two numbers, a number as result and no memory. Throws as above.</summary>
    public static double Apply(RuleOp op, double a, double b) => op switch
    {
        RuleOp.Add => a + b,
        RuleOp.Subtract => a - b,
        RuleOp.Multiply => a * b,
        RuleOp.Divide => Divide(a, b),
        RuleOp.Remainder => Remainder(a, b),
        RuleOp.Pow => Pow(a, b),
        RuleOp.Min => Min(a, b),
        RuleOp.Max => Max(a, b),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not an operation on two numbers."),
    };

    /// <summary>A comparison of two numbers. Throws as above.</summary>
    public static bool Compare(RuleOp op, double a, double b) => op switch
    {
        RuleOp.Less => a < b,
        RuleOp.LessOrEqual => a <= b,
        RuleOp.Greater => a > b,
        RuleOp.GreaterOrEqual => a >= b,
        RuleOp.Equal => a == b,
        RuleOp.NotEqual => NotEqual(a, b),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not a comparison."),
    };

    private static double FiniteOrMissing(double x) => double.IsInfinity(x) ? double.NaN : x;
}

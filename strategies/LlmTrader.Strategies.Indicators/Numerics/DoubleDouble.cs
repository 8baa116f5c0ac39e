namespace LlmTrader.Strategies.Indicators.Numerics;

/// <summary>
/// A number of about 32 digits as the unevaluated sum of two doubles (Dekker 1971; Knuth's TwoSum). Differences of
/// large sums, such as a variance from sums of squares, keep their digits in it.
/// </summary>
/// <remarks>Only + - * / on doubles: the same bits on every machine, with or without a fused multiply-add.</remarks>
public readonly struct DoubleDouble
{
    private const double Splitter = 134217729.0;   // 2^27 + 1: cuts 53 bits into two halves whose products are exact.

    private DoubleDouble(double high, double low)
    {
        High = high;
        Low = low;
    }

    /// <summary>The number rounded to a double.</summary>
    public double High { get; }

    /// <summary>What <see cref="High"/> lacks.</summary>
    public double Low { get; }

    /// <summary>The exact product of two doubles below <see cref="Sample.Limit"/>.</summary>
    public static DoubleDouble Product(double left, double right)
    {
        double product = left * right;
        double scaled = Splitter * left;
        double leftHigh = scaled - (scaled - left);
        double leftLow = left - leftHigh;
        scaled = Splitter * right;
        double rightHigh = scaled - (scaled - right);
        double rightLow = right - rightHigh;
        double error = leftLow * rightLow - (product - leftHigh * rightHigh - leftLow * rightHigh - leftHigh * rightLow);
        return new DoubleDouble(product, error);
    }

    public DoubleDouble Plus(double value)
    {
        DoubleDouble sum = TwoSum(High, value);
        return Renormalise(sum.High, sum.Low + Low);
    }

    public DoubleDouble Plus(in DoubleDouble value)
    {
        DoubleDouble high = TwoSum(High, value.High);
        DoubleDouble low = TwoSum(Low, value.Low);
        DoubleDouble sum = Renormalise(high.High, high.Low + low.High);
        return Renormalise(sum.High, sum.Low + low.Low);
    }

    public DoubleDouble Minus(double value) => Plus(-value);

    public DoubleDouble Minus(in DoubleDouble value) => Plus(new DoubleDouble(-value.High, -value.Low));

    public DoubleDouble Times(double value)
    {
        DoubleDouble product = Product(High, value);
        return Renormalise(product.High, product.Low + Low * value);
    }

    public DoubleDouble Times(in DoubleDouble value)
    {
        DoubleDouble product = Product(High, value.High);
        return Renormalise(product.High, product.Low + (High * value.Low + Low * value.High));
    }

    private static DoubleDouble TwoSum(double left, double right)
    {
        double sum = left + right;
        double rightPart = sum - left;
        return new DoubleDouble(sum, (left - (sum - rightPart)) + (right - rightPart));
    }

    private static DoubleDouble Renormalise(double high, double low)
    {
        double sum = high + low;
        return new DoubleDouble(sum, low - (sum - high));
    }
}

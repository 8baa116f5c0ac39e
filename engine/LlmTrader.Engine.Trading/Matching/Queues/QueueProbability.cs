using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>
/// The probability that a decrease of a price level happened behind an order, from the quantities before and behind it.
/// Fixed point with 60 binary places: quantities are money's cousins, and a platform's logarithm differs in the last digit.
/// </summary>
/// <remarks>
/// The formulas are hftbacktest's (queue.rs: PowerProbQueueFunc, PowerProbQueueFunc2, PowerProbQueueFunc3, LogProbQueueFunc,
/// LogProbQueueFunc2). An empty queue, for which they divide zero by zero, gives 1.
/// </remarks>
internal static class QueueProbability
{
    /// <summary>The probability 1.</summary>
    public const long One = 1L << 60;

    /// <summary>0 to <see cref="One"/>. Quantities are raw and not negative; a model without a probability gives <see cref="One"/>.</summary>
    /// <param name="model">Which formula.</param>
    /// <param name="front">Before the order.</param>
    /// <param name="back">Behind it.</param>
    /// <param name="unit">The raw quantity of one whole unit, 10^QuantityScale.</param>
    public static long Behind(QueueModel model, long front, long back, long unit)
    {
        if (front + back == 0) { return One; }
        return model.Kind switch
        {
            QueueModelKind.Power => Share(front, back, model.Exponent),
            QueueModelKind.Power2 => Power(Ratio(back, front + back), model.Exponent),
            QueueModelKind.Power3 => One - Power(Ratio(front, front + back), model.Exponent),
            QueueModelKind.Log => Ratio(LogOfOnePlus(back, unit), LogOfOnePlus(back, unit) + LogOfOnePlus(front, unit)),
            QueueModelKind.Log2 => Ratio(LogOfOnePlus(back, unit), LogOfOnePlus(front + back, unit)),
            _ => One,
        };
    }

    // back^n / (back^n + front^n), by the smaller over the larger so that no power overflows.
    private static long Share(long front, long back, int exponent)
    {
        if (back >= front)
        {
            long ratio = Power(Ratio(front, back), exponent);
            return Ratio(One, One + ratio);
        }

        long inverse = Power(Ratio(back, front), exponent);
        return Ratio(inverse, One + inverse);
    }

    private static long Power(long ratio, int exponent)
    {
        long power = ratio;
        for (int i = 1; i < exponent; i++) { power = (long)Rounding.HalfEven((Int128)power * ratio, One); }
        return power;
    }

    private static long Ratio(long numerator, long denominator) => (long)Rounding.HalfEven((Int128)numerator * One, denominator);

    // log2 of 1 + x: the base cancels in every ratio.
    private static long LogOfOnePlus(long raw, long unit) => BinaryLogarithm.Of((ulong)unit + (ulong)raw) - BinaryLogarithm.Of((ulong)unit);
}

namespace LlmTrader.Engine.Core;

/// <summary>A fee as a share of the notional, in units of 10^-8: 0.1 % is 100,000. Negative is a rebate.</summary>
public readonly record struct FeeRate(int Raw)
{
    public const int Scale = 8;

    /// <summary>All of a notional.</summary>
    public const int One = 100_000_000;

    /// <summary>The fee of a notional, ties to even at 10^-8 of the currency. Throws <see cref="OverflowException"/> above 92 billion units.</summary>
    public Money Of(Money notional) =>
        new(checked((long)Rounding.HalfEvenProduct(notional.Raw, Raw, One)), notional.Currency);

    public override string ToString() => $"{FixedPoint.Format(Raw, Scale - 2)} %";
}

namespace LlmTrader.Engine.Core;

/// <summary>
/// An amount of one currency in units of 10^-8, whatever the currency (±92 billion units). Amounts of two currencies
/// never add: that needs a recorded rate, and without one it is a broken invariant.
/// </summary>
public readonly record struct Money(long Raw, Currency Currency) : IComparable<Money>
{
    /// <summary>Decimal places of <see cref="Raw"/>.</summary>
    public const int Scale = 8;

    /// <summary>One unit of a currency in <see cref="Raw"/> steps.</summary>
    public const long One = 100_000_000;

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money operator +(Money left, Money right) => new(checked(left.Raw + right.Raw), Same(left, right));

    public static Money operator -(Money left, Money right) => new(checked(left.Raw - right.Raw), Same(left, right));

    public static Money operator -(Money money) => money with { Raw = checked(-money.Raw) };

    public static bool operator <(Money left, Money right) => Same(left, right) == left.Currency && left.Raw < right.Raw;

    public static bool operator >(Money left, Money right) => right < left;

    public static bool operator <=(Money left, Money right) => !(right < left);

    public static bool operator >=(Money left, Money right) => !(left < right);

    public int CompareTo(Money other) => Same(this, other) == Currency ? Raw.CompareTo(other.Raw) : 0;

    public override string ToString() => $"{FixedPoint.Format(Raw, Scale)} {Currency}";

    private static Currency Same(Money left, Money right)
    {
        Invariant.Holds(left.Currency == right.Currency);
        return left.Currency;
    }
}

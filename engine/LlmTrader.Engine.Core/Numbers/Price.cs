namespace LlmTrader.Engine.Core;

/// <summary>A price in units of 10^-PriceScale of the quote currency; the instrument knows the scale.</summary>
public readonly record struct Price(long Raw) : IComparable<Price>
{
    public static Price Zero => default;

    public static Price operator +(Price price, PriceOffset offset) => new(checked(price.Raw + offset.Raw));

    public static Price operator -(Price price, PriceOffset offset) => new(checked(price.Raw - offset.Raw));

    public static PriceOffset operator -(Price left, Price right) => new(checked(left.Raw - right.Raw));

    // No Price + Price: the sum of two prices means nothing, so it does not compile.

    public static bool operator <(Price left, Price right) => left.Raw < right.Raw;

    public static bool operator >(Price left, Price right) => left.Raw > right.Raw;

    public static bool operator <=(Price left, Price right) => left.Raw <= right.Raw;

    public static bool operator >=(Price left, Price right) => left.Raw >= right.Raw;

    public static Price Min(Price left, Price right) => left.Raw <= right.Raw ? left : right;

    public static Price Max(Price left, Price right) => left.Raw >= right.Raw ? left : right;

    public int CompareTo(Price other) => Raw.CompareTo(other.Raw);
}

/// <summary>The difference of two prices, in the same units.</summary>
public readonly record struct PriceOffset(long Raw);

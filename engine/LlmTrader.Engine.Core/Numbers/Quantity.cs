namespace LlmTrader.Engine.Core;

/// <summary>
/// An amount in units of 10^-QuantityScale of the base asset. Orders and trades carry positive amounts; a position is
/// signed: positive is long, negative is short.
/// </summary>
public readonly record struct Quantity(long Raw) : IComparable<Quantity>
{
    public static Quantity Zero => default;

    public bool IsZero => Raw == 0;

    /// <summary>The amount without its sign. Throws <see cref="OverflowException"/> for <see cref="long.MinValue"/>.</summary>
    public Quantity Abs() => new(Math.Abs(Raw));

    public static Quantity operator +(Quantity left, Quantity right) => new(checked(left.Raw + right.Raw));

    public static Quantity operator -(Quantity left, Quantity right) => new(checked(left.Raw - right.Raw));

    public static Quantity operator -(Quantity quantity) => new(checked(-quantity.Raw));

    public static bool operator <(Quantity left, Quantity right) => left.Raw < right.Raw;

    public static bool operator >(Quantity left, Quantity right) => left.Raw > right.Raw;

    public static bool operator <=(Quantity left, Quantity right) => left.Raw <= right.Raw;

    public static bool operator >=(Quantity left, Quantity right) => left.Raw >= right.Raw;

    public static Quantity Min(Quantity left, Quantity right) => left.Raw <= right.Raw ? left : right;

    public static Quantity Max(Quantity left, Quantity right) => left.Raw >= right.Raw ? left : right;

    public int CompareTo(Quantity other) => Raw.CompareTo(other.Raw);
}

namespace LlmTrader.Engine.Core;

/// <summary>Derived from the sequence that caused the order and its place among that event's commands; 0 is none.</summary>
public readonly record struct OrderId(long Raw)
{
    /// <summary>Bits of the place within an event.</summary>
    public const int IndexBits = 8;

    public const int MaxCommandsPerEvent = 1 << IndexBits;

    public static OrderId None => default;

    public bool IsNone => Raw == 0;

    public long Sequence => Raw >> IndexBits;

    public static OrderId From(long sequence, int index) => new((sequence << IndexBits) | (long)index);

    public override string ToString() => $"{Sequence}-{Raw & (MaxCommandsPerEvent - 1)}";
}

/// <summary>Index of an account in the engine's options.</summary>
public readonly record struct AccountId(ushort Value);

/// <summary>Index of the rule-set slot that decided; <see cref="Manual"/> for a person, and two numbers for the risk engine itself.</summary>
public readonly record struct StrategyId(ushort Value)
{
    public static StrategyId Manual => new(ushort.MaxValue);

    /// <summary>The risk engine takes orders back or closes positions, because of a kill or a rule.</summary>
    public static StrategyId Risk => new(ushort.MaxValue - 1);

    /// <summary>The venue closes a position whose margin is used up.</summary>
    public static StrategyId Liquidation => new(ushort.MaxValue - 2);

    /// <summary>Whether the engine itself sends it: such a command is made again in a replay, and compared.</summary>
    public bool IsEngine => Value is >= ushort.MaxValue - 2 and < ushort.MaxValue;
}

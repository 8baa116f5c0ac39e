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

/// <summary>Index of the rule-set slot that decided; <see cref="Manual"/> for a person.</summary>
public readonly record struct StrategyId(ushort Value)
{
    public static StrategyId Manual => new(ushort.MaxValue);
}

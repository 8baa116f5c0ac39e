namespace LlmTrader.Engine.Trading;

/// <summary>Limits of a <see cref="LevelBook"/>; all memory is taken when the book is made.</summary>
public sealed record LevelBookOptions
{
    /// <summary>
    /// Levels that one side can hold. When it is full the worst level falls off, or a new one that would be the worst is not
    /// taken; both are counted. Binance sends up to 5,000 levels in a snapshot, and its streams add more.
    /// </summary>
    public int DepthCapacity { get; init; } = 8_192;

    /// <summary>
    /// Raw price units around the best price that a side keeps in a ladder, a power of two. A change within it costs about
    /// 10 ns, beyond it about 70. 65,536 steps of ten cents are 6,553 dollars; the two ladders take 1 MiB.
    /// </summary>
    public int WindowTicks { get; init; } = 1 << 16;

    /// <summary>Pieces of one message: a snapshot of both sides at full depth has to fit.</summary>
    public int MessagePieces { get; init; } = 5_500;

    /// <summary>Throws <see cref="ArgumentException"/> that names the option.</summary>
    public LevelBookOptions Validated()
    {
        Require(DepthCapacity is >= 1 and <= 1 << 20, nameof(DepthCapacity), "1 to 1,048,576");
        Require(WindowTicks is >= 64 and <= 1 << 24 && int.IsPow2(WindowTicks), nameof(WindowTicks), "a power of two from 64 to 16,777,216");
        Require(MessagePieces is >= 1 and <= 1 << 20, nameof(MessagePieces), "1 to 1,048,576");
        return this;
    }

    private static void Require(bool condition, string option, string expected)
    {
        if (!condition) { throw new ArgumentException($"{option} must be {expected}."); }
    }
}

using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>What taking a quantity from one side of a book would give.</summary>
public readonly record struct BookWalk
{
    /// <summary>What the levels could give; below the quantity asked for when the side, or the limit, ends before.</summary>
    public required Quantity Filled { get; init; }

    /// <summary>Sum of price × quantity in raw units of both.</summary>
    public required Int128 Cost { get; init; }

    /// <summary>The last level's price that was touched; zero when nothing was filled.</summary>
    public required Price WorstPrice { get; init; }

    /// <summary>Levels that were touched.</summary>
    public required int Levels { get; init; }

    /// <summary>Mean price by quantity, ties to the even neighbour; zero when nothing was filled.</summary>
    public Price AveragePrice => Filled.IsZero ? Price.Zero : new Price((long)Rounding.HalfEven(Cost, Filled.Raw));
}

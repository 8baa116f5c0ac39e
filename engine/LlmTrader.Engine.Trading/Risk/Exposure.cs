using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>An account's position in one instrument and what its working orders could still make of it.</summary>
internal struct Exposure
{
    /// <summary>Signed.</summary>
    public Quantity Position;

    public Quantity WorkingBuys;
    public Quantity WorkingSells;

    /// <summary>
    /// The position if every working order of one side and <paramref name="quantity"/> more filled, and nothing of the other
    /// side. Wide, so that no sum of valid quantities overflows.
    /// </summary>
    public readonly Int128 WorstCase(Side side, Quantity quantity) => side == Side.Buy
        ? (Int128)Position.Raw + WorkingBuys.Raw + quantity.Raw
        : (Int128)Position.Raw - WorkingSells.Raw - quantity.Raw;

    /// <summary>
    /// Whether an order with this worst case brings the position nearer to zero and, with all that works on its side, not through it.
    /// A buy that ends at or below zero began below it, and a sell that ends at or above zero began above it.
    /// </summary>
    public static bool IsReduced(Side side, Int128 worstCase) => side == Side.Buy ? worstCase <= 0 : worstCase >= 0;

    public void ChangeWorking(Side side, Quantity change)
    {
        if (side == Side.Buy) { WorkingBuys += change; } else { WorkingSells += change; }
        Invariant.Holds(WorkingBuys.Raw >= 0 && WorkingSells.Raw >= 0);
    }

    public void AddFill(Side side, Quantity quantity) => Position = side == Side.Buy ? Position + quantity : Position - quantity;
}

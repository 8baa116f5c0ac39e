using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>The share of its capital that each slot may use, in parts of <see cref="CapitalShareChange.All"/>; all of it until an operator says otherwise.</summary>
internal sealed class CapitalShares : ISnapshotState
{
    private readonly int[] _shares;   // By slot.

    public CapitalShares(int slots)
    {
        _shares = new int[slots];
        Array.Fill(_shares, CapitalShareChange.All);
    }

    public int Of(StrategyId slot) => _shares[slot.Value];

    /// <summary>Nothing is bound: the slot is as it was before there were shares.</summary>
    public bool IsAll(StrategyId slot) => _shares[slot.Value] == CapitalShareChange.All;

    public void Set(StrategyId slot, int share)
    {
        Invariant.Holds(share is >= 1 and <= CapitalShareChange.All);
        _shares[slot.Value] = share;
    }

    /// <summary>The slot's share of an amount, rounded towards negative infinity: never too much by a rounding.</summary>
    public Money Part(StrategyId slot, Money amount) =>
        IsAll(slot) ? amount : new((long)Rounding.Floor((Int128)amount.Raw * _shares[slot.Value], CapitalShareChange.All), amount.Currency);

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        transfer.Section("capital shares");
        transfer.Values(_shares.AsSpan());
    }
}

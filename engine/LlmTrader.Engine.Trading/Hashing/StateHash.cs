namespace LlmTrader.Engine.Trading;

/// <summary>The stages' accumulators at one sequence, and the one number that stands for them.</summary>
public struct StateHash
{
    public ulong Bars;
    public ulong Signals;
    public ulong Risk;
    public ulong Matching;
    public ulong Accounts;

    /// <summary>Combines in fixed order. Every topology gives the same number for the same events.</summary>
    public readonly ulong Combine()
    {
        HashAccumulator total = new(5);
        total.Fold(Bars);
        total.Fold(Signals);
        total.Fold(Risk);
        total.Fold(Matching);
        total.Fold(Accounts);
        return total.Value;
    }
}

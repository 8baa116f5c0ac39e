namespace LlmTrader.Strategies.Generation.Statistics;

/// <summary>What one sample's outcome was learned from, both ends included: from the moment of its observation to the moment at which the outcome was known, in any unit of time.</summary>
public readonly record struct LabelSpan(long Start, long End)
{
    public bool Overlaps(LabelSpan other) => Start <= other.End && other.Start <= End;
}

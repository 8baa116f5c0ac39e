namespace LlmTrader.Persistence.Journal;

/// <summary>Sequences, both ends included.</summary>
public readonly record struct SequenceRange(long First, long Last)
{
    public override string ToString() => First == Last ? $"sequence {First}" : $"sequences {First} to {Last}";
}

namespace LlmTrader.Persistence.Journal;

/// <summary>Sequences, both ends included.</summary>
public readonly record struct SequenceRange(long First, long Last)
{
    public override string ToString() => First == Last ? $"sequence {First}" : $"sequences {First} to {Last}";

    /// <summary>The same of a range whose end may not be known.</summary>
    public static string Describe(long first, long? last) => last is { } known ? new SequenceRange(first, Math.Max(first, known)).ToString() : $"from sequence {first} on";
}

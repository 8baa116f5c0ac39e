namespace LlmTrader.Tools.Hosting.Backtests.Comparison;

/// <summary>The first decision in which two runs differ.</summary>
public sealed record DecisionDifference
{
    /// <summary>Which of the runs' decisions it is, from 1: all before it are the same.</summary>
    public required long Number { get; init; }

    /// <summary>The earlier one of <see cref="A"/> and <see cref="B"/>: when it was decided, the other run decided nothing or something else.</summary>
    public required string Time { get; init; }

    /// <summary>A's decision of this number; null when it decides nothing more.</summary>
    public required ComparedDecision? A { get; init; }

    /// <summary>B's decision of this number; null when it decides nothing more.</summary>
    public required ComparedDecision? B { get; init; }

    /// <summary>Three lines for people: when, what A decided, what B decided.</summary>
    public IReadOnlyList<string> Lines() => [$"First decision that differs: number {Number}, at {Time}", $"  A: {Text(A)}", $"  B: {Text(B)}"];

    private string Text(ComparedDecision? decision)
    {
        if (decision is null) { return "decides nothing more"; }
        return decision.Time == Time ? decision.ToString() : $"decides nothing then; its next, at {decision.Time}: {decision}";
    }
}

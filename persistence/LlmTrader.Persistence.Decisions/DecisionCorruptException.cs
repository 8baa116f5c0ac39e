namespace LlmTrader.Persistence.Decisions;

/// <summary>The strategist's journal is not what was written: where, and why.</summary>
public sealed class DecisionCorruptException(string path, long line, string reason)
    : Exception($"{path}: line {line}: {reason} The strategist's journal was changed or damaged after it was written; restore it from a copy. Nothing was changed.")
{
    /// <summary>The segment.</summary>
    public string Path { get; } = path;

    /// <summary>From 1 on.</summary>
    public long Line { get; } = line;

    public string Reason { get; } = reason;
}

namespace LlmTrader.Strategies.Models.Structured;

/// <summary>How a model is asked for documents.</summary>
public sealed record StructuredOptions
{
    /// <summary>Group of models that is asked.</summary>
    public required string Group { get; init; }

    /// <summary>
    /// What delimiters and canaries are derived from; at least 16 bytes that nobody outside knows. Kept, a call of the same id asks the same bytes again,
    /// which a record and a cache go by.
    /// </summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>The longest answer, in tokens.</summary>
    public int MaxOutputTokens { get; init; } = 8_192;

    /// <summary>How often a model may mend its answer; 0 to 2.</summary>
    public int RepairRounds { get; init; } = 2;
}

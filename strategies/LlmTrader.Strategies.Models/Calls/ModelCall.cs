namespace LlmTrader.Strategies.Models.Calls;

/// <summary>One question to a group of models. Which endpoint answers, and how often it is tried, is the gateway's.</summary>
public sealed record ModelCall
{
    /// <summary>Unique in the journal, such as <c>d000012/actor/1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The decision that it belongs to; null of a trial.</summary>
    public required string? Decision { get; init; }

    public required ModelRole Role { get; init; }

    /// <summary>Group of models that is asked first.</summary>
    public required string Group { get; init; }

    /// <summary>Of the prompt that the messages were rendered from.</summary>
    public required string PromptId { get; init; }

    /// <summary>SHA-256 of that prompt's file, 64 hexadecimal digits.</summary>
    public required string PromptHash { get; init; }

    /// <summary>At least one; secrets are redacted by the gateway before anything is sent.</summary>
    public required IReadOnlyList<ModelMessage> Messages { get; init; }

    /// <summary>The answer's shape; null for plain text.</summary>
    public ModelSchema? Schema { get; init; }

    /// <summary>0 to 2; null leaves it to the endpoint.</summary>
    public double? Temperature { get; init; }

    /// <summary>For endpoints that can repeat an answer; null for none.</summary>
    public long? Seed { get; init; }

    /// <summary>The longest answer, in tokens.</summary>
    public required int MaxOutputTokens { get; init; }

    /// <summary>What the answer must not contain: a token of this request alone, that only a text which took the model over would repeat.</summary>
    public string? Canary { get; init; }
}

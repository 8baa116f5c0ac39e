using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Strategies.Models.Structured;

/// <summary>What a model is asked for.</summary>
public sealed record StructuredQuestion
{
    /// <summary>The decision that it belongs to; null of a trial.</summary>
    public required string? Decision { get; init; }

    public required ModelRole Role { get; init; }

    /// <summary>Of the prompt; the active version of it is rendered.</summary>
    public required string PromptId { get; init; }

    /// <summary>Of every variable that the prompt declares, its value: exactly those.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Of the subset that <see cref="AnswerSchema"/> reads.</summary>
    public required ModelSchema Schema { get; init; }

    /// <summary>What is wrong with a document that fits the schema, in words for the model; null when nothing is. Must not throw.</summary>
    public Func<JsonElement, string?> Validate { get; init; } = _ => null;

    /// <summary>For endpoints that can repeat an answer.</summary>
    public long? Seed { get; init; }
}

/// <summary>What came of it.</summary>
public sealed record StructuredAnswer
{
    /// <summary>Fits the schema and passed the validation, after the repairs; null when there is none.</summary>
    public required JsonElement? Document { get; init; }

    /// <summary>Why there is no document; one sentence, null when there is one.</summary>
    public required string? Reason { get; init; }

    /// <summary>Of the last call.</summary>
    public required ModelOutcome Outcome { get; init; }

    /// <summary>The model that says it answered; null when none did.</summary>
    public string? Model { get; init; }

    /// <summary>Calls that were made: one, and one for each repair round.</summary>
    public int Calls { get; init; }

    /// <summary>What was repaired of the document without asking again.</summary>
    public IReadOnlyList<string> Repairs { get; init; } = [];
}

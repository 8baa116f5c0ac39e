using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Strategies.Generation.Questions;

/// <summary>Asks a model for a document. Whatever the model does ends as a value, and every call is in the ledger before its answer is used.</summary>
public interface IStructuredQuestion
{
    /// <exception cref="OperationCanceledException">As asked.</exception>
    Task<StructuredReply> AskAsync(StructuredRequest request, CancellationToken cancel);
}

/// <summary>What is asked.</summary>
public sealed record StructuredRequest
{
    /// <summary>The decision that it belongs to; null of a trial.</summary>
    public required string? Decision { get; init; }

    public required ModelRole Role { get; init; }

    /// <summary>Of the prompt.</summary>
    public required string PromptId { get; init; }

    /// <summary>What the prompt leaves open, by name.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required ModelSchema Schema { get; init; }

    /// <summary>What is wrong with a document, in the words that the model is asked again with; null when nothing is.</summary>
    public required Func<JsonElement, string?> Validate { get; init; }

    /// <summary>For endpoints that can repeat an answer.</summary>
    public long? Seed { get; init; }
}

/// <param name="Document">What passed <see cref="StructuredRequest.Validate"/>; null when nothing did.</param>
/// <param name="Reason">Why there is none; one sentence.</param>
/// <param name="Model">The model that answered; null when none did.</param>
public sealed record StructuredReply(JsonElement? Document, string? Reason, string? Model);

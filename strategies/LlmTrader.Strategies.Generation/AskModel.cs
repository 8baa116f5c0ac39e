using LlmTrader.Strategies.Models.Structured;

namespace LlmTrader.Strategies.Generation;

/// <summary>Asks a model for a document, as <see cref="StructuredModel.AskAsync"/> does.</summary>
/// <param name="question">What is asked.</param>
/// <param name="cancel">As asked.</param>
public delegate Task<StructuredAnswer> AskModel(StructuredQuestion question, CancellationToken cancel);

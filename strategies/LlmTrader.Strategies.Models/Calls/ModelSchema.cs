namespace LlmTrader.Strategies.Models.Calls;

/// <summary>The shape of an answer.</summary>
/// <param name="Name">Letters, digits and underscores.</param>
/// <param name="Json">
/// A JSON schema as every endpoint takes it: all members required, null instead of absent, no further members, no bounds of numbers and lengths.
/// </param>
public sealed record ModelSchema(string Name, string Json);

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>Takes secrets out of a text. Throws nothing; the same text gives the same result.</summary>
public delegate RedactedText ModelRedaction(string text);

/// <param name="Text">Without them.</param>
/// <param name="Count">How many there were.</param>
public readonly record struct RedactedText(string Text, int Count);

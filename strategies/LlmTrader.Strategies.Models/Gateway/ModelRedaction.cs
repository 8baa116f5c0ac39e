using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Strategies.Models.Gateway;

/// <summary>Takes secrets out of a text. Throws nothing; the same text gives the same result.</summary>
public delegate Redaction ModelRedaction(string text);

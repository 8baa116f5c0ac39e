namespace LlmTrader.Strategies.Models.Calls;

/// <summary>The most that a call may come to: all attempts in its group and in those that it falls back to, as long as no server counts more than it was asked for.</summary>
/// <param name="Tokens">Of prompts and answers.</param>
/// <param name="Money">In the currency of the configured prices.</param>
public readonly record struct CallBound(long Tokens, decimal Money);

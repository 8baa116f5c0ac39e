namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>Prices per 1,000,000 tokens, in whatever currency budgets are in.</summary>
/// <param name="Input">Of prompts.</param>
/// <param name="Output">Of answers.</param>
/// <param name="Cached">Of the part of a prompt that the server had in its cache.</param>
public readonly record struct ModelPrice(decimal Input, decimal Output, decimal Cached)
{
    private const decimal Unit = 1_000_000m;

    /// <summary>What a call came to. Cached tokens are a part of the input; what is above it counts as input.</summary>
    public decimal Of(TokenUsage usage)
    {
        int cached = Math.Min(usage.Cached, usage.Input);
        return (((decimal)(usage.Input - cached) * Input) + ((decimal)cached * Cached) + ((decimal)usage.Output * Output)) / Unit;
    }

    /// <summary>The most that so many tokens can come to, whatever the cache holds.</summary>
    public decimal AtMost(int input, int output) => (((decimal)input * Math.Max(Input, Cached)) + ((decimal)output * Output)) / Unit;
}

/// <param name="Input">Of the prompt.</param>
/// <param name="Output">Of the answer.</param>
/// <param name="Cached">Of the prompt, those that the server had in its cache.</param>
public readonly record struct TokenUsage(int Input, int Output, int Cached)
{
    public long Total => (long)Input + Output;
}

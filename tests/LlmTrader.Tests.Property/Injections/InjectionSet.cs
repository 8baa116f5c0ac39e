using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tests.Property.Injections;

/// <summary>A text that wants a model to do something else than it is asked.</summary>
/// <param name="Kind">Where it comes from: news, symbol, tool.</param>
/// <param name="Way">Its language or its trick.</param>
/// <param name="Text">With {fence} and {canary} where a leak has told it the request's own.</param>
public sealed record Injection(string Kind, string Way, string Text)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<Injection> All { get; } = [.. File.ReadLines(Path.Combine(Path.GetDirectoryName(Here())!, "injections.jsonl")).Select(line => JsonSerializer.Deserialize<Injection>(line, Options)!)];

    /// <summary>As it would read if its writer knew the request's tokens.</summary>
    public string With(RequestTokens tokens) => Text
        .Replace("{fence}", tokens.Fence, StringComparison.Ordinal).Replace("{FENCE}", tokens.Fence.ToUpperInvariant(), StringComparison.Ordinal)
        .Replace("{canary}", tokens.Canary, StringComparison.Ordinal).Replace("{CANARY}", tokens.Canary.ToUpperInvariant(), StringComparison.Ordinal);

    private static string Here([CallerFilePath] string path = "") => path;
}

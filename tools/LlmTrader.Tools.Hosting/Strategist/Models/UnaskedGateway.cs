using System.Text;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Gateway;

namespace LlmTrader.Tools.Hosting.Strategist.Models;

/// <summary>What a call would be, and come to.</summary>
/// <param name="Call">As a model would get it.</param>
/// <param name="InputTokens">Of messages and schema, as is likely without the model's tokenizer.</param>
/// <param name="Prices">Of the endpoints that may answer, in the order of the configuration.</param>
public sealed record UnaskedCall(ModelCall Call, int InputTokens, IReadOnlyList<UnaskedPrice> Prices);

/// <param name="Endpoint">Its name.</param>
/// <param name="Model">As the server calls it.</param>
/// <param name="Question">What the likely input comes to.</param>
/// <param name="AtMost">With an answer of the greatest length.</param>
public sealed record UnaskedPrice(string Endpoint, string Model, decimal Question, decimal AtMost);

/// <summary>Asks nobody: keeps what would be asked, for a person to look at. Whoever asks goes on as when no model answers.</summary>
/// <param name="endpointsOf">Those of a group and of what it falls back to.</param>
public sealed class UnaskedGateway(Func<string, IReadOnlyList<EndpointOptions>> endpointsOf) : IModelGateway
{
    private readonly Lock _lock = new();
    private readonly List<UnaskedCall> _calls = [];

    /// <summary>In the order in which they would have been made.</summary>
    public IReadOnlyList<UnaskedCall> Calls
    {
        get { lock (_lock) { return [.. _calls]; } }
    }

    /// <inheritdoc/>
    public Task<ModelAnswer> AskAsync(ModelCall call, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        int tokens = call.Messages.Sum(message => Tokens(message.Text)) + (call.Schema is { } schema ? Tokens(schema.Json) : 0);
        UnaskedPrice[] prices = [.. endpointsOf(call.Group).Select(one => new UnaskedPrice(
            one.Name, one.Model, one.Price.Of(new TokenUsage(tokens, 0, 0)), one.Price.Of(new TokenUsage(tokens, call.MaxOutputTokens, 0))))];
        lock (_lock) { _calls.Add(new UnaskedCall(call, tokens, prices)); }
        return Task.FromResult(new ModelAnswer { Outcome = ModelOutcome.Cancelled, Reason = "a dry run asks no model." });
    }

    private static int Tokens(string text) => TokenEstimate.Likely(Encoding.UTF8.GetBytes(text));
}

/// <summary>For calls that are not made: there is nothing to write.</summary>
public sealed class UnwrittenCalls : IModelCallLedger
{
    /// <inheritdoc/>
    public void Write(ModelCall call, ModelAnswer answer, bool? schemaValid, string? problem)
    {
    }
}

using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tools.Hosting.Strategist.Models;

/// <summary>
/// Writes each call into the strategist's journal before it is made, with the most that it may come to. A process that is killed meanwhile may
/// have spent that, and its successor's budgets must know.
/// </summary>
/// <param name="inner">Asks.</param>
/// <param name="calls">The journal.</param>
/// <param name="endpointsOf">Those of a group and of what it falls back to.</param>
/// <param name="attempts">The most of a call.</param>
public sealed class AnnouncedGateway(IModelGateway inner, JournaledModelCalls calls, Func<string, IReadOnlyList<EndpointOptions>> endpointsOf, int attempts) : IModelGateway
{
    /// <inheritdoc/>
    public Task<ModelAnswer> AskAsync(ModelCall call, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(call);
        int question = call.Messages.Sum(message => Bytes(message.Text)) + (call.Schema is { } schema ? Bytes(schema.Json) : 0);
        decimal dearest = endpointsOf(call.Group).Select(one => one.Price.Of(new TokenUsage(question, call.MaxOutputTokens, 0))).DefaultIfEmpty().Max();
        calls.Announce(call, (long)attempts * (question + call.MaxOutputTokens), attempts * dearest);
        return inner.AskAsync(call, cancel);
    }

    // As it stands in the request's body; no token is shorter than a byte.
    private static int Bytes(string text) => JsonSerializer.SerializeToUtf8Bytes(text).Length;
}

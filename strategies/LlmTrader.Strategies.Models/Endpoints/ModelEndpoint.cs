using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>One attempt at one endpoint: writes the request, sends it once, judges what comes.</summary>
public sealed class ModelEndpoint(EndpointOptions options, IModelTransport transport)
{
    public EndpointOptions Options { get; } = options;

    /// <summary>The body that a call is sent as.</summary>
    /// <param name="call">Whose messages are redacted already.</param>
    public byte[] Write(ModelCall call) => ChatRequest.Write(call, Options);

    /// <summary>Asks once. Throws nothing of networks, servers and replies.</summary>
    public async Task<EndpointReply> AskAsync(ReadOnlyMemory<byte> body, CancellationToken cancel) =>
        ReplyJudge.Judge(await transport.SendAsync(body, cancel).ConfigureAwait(false), Options);
}

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>Sends one request to one server, once. Whatever happens is a <see cref="RawReply"/>.</summary>
public interface IModelTransport
{
    /// <summary>Where the requests are posted to, such as <c>/v1/chat/completions</c>.</summary>
    string Path { get; }

    /// <summary>Sends a body of JSON. Throws nothing of networks and servers.</summary>
    Task<RawReply> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancel);
}

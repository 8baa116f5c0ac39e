using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Recording;

/// <summary>Sends by another transport and keeps what came back. A cassette that was there from an earlier run is begun anew.</summary>
/// <param name="inner">Sends.</param>
/// <param name="record">Keeps; shared by all transports.</param>
public sealed class RecordingTransport(IModelTransport inner, CassetteWriter record) : IModelTransport
{
    /// <inheritdoc/>
    public string Path => inner.Path;

    /// <inheritdoc/>
    public async Task<RawReply> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        RawReply reply = await inner.SendAsync(body, cancel).ConfigureAwait(false);
        if (reply.End != TransportEnd.Cancelled) { record.Add(Path, body.Span, reply); }
        return reply;
    }
}

/// <summary>Writes cassettes into one directory. Safe for threads.</summary>
/// <param name="directory">Made when it is not there.</param>
/// <param name="redact">Takes secrets out of a text: a cassette is kept with the source.</param>
public sealed class CassetteWriter(string directory, Func<string, string> redact)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Cassette> _begun = new(StringComparer.Ordinal);

    internal void Add(string path, ReadOnlySpan<byte> body, RawReply reply)
    {
        string key = RequestKey.Of(path, body);
        RecordedReply recorded = RecordedReply.Of(reply, redact);
        using System.Text.Json.JsonDocument request = System.Text.Json.JsonDocument.Parse(RequestKey.Canonical(body));
        lock (_gate)
        {
            Cassette cassette = _begun.TryGetValue(key, out Cassette? before)
                ? before with { Replies = [.. before.Replies, recorded] }
                : new Cassette(key, path, request.RootElement.Clone(), [recorded]);
            _begun[key] = cassette;
            cassette.Write(directory);
        }
    }
}

using LlmTrader.Strategies.Models.Endpoints;

namespace LlmTrader.Strategies.Models.Recording;

/// <summary>Answers from cassettes and sends nothing. What is not there ends as <see cref="TransportEnd.NotRecorded"/>.</summary>
/// <param name="path">As the endpoint's own transport would post to.</param>
/// <param name="record">Shared by all transports.</param>
public sealed class ReplayTransport(string path, CassetteReader record) : IModelTransport
{
    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public Task<RawReply> SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancel) =>
        Task.FromResult(cancel.IsCancellationRequested ? new RawReply { End = TransportEnd.Cancelled } : record.Next(path, body.Span) ?? new RawReply { End = TransportEnd.NotRecorded });
}

/// <summary>Reads cassettes of one directory: equal requests get the replies of their cassette one after the other. Safe for threads.</summary>
/// <param name="directory">With the cassettes.</param>
public sealed class CassetteReader(string directory)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _given = new(StringComparer.Ordinal);
    private readonly List<string> _misses = [];

    /// <summary>Keys that were asked for and are not there, or more often than they were recorded; a test in CI asserts that there is none.</summary>
    public IReadOnlyList<string> Misses
    {
        get { lock (_gate) { return [.. _misses]; } }
    }

    internal RawReply? Next(string path, ReadOnlySpan<byte> body)
    {
        string key = RequestKey.Of(path, body);
        lock (_gate)
        {
            int at = _given.GetValueOrDefault(key);
            if (Cassette.Read(directory, key) is { } cassette && at < cassette.Replies.Count)
            {
                _given[key] = at + 1;
                return cassette.Replies[at].ToRaw();
            }

            _misses.Add(key);
            return null;
        }
    }
}

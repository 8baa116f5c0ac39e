namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>What came back over the wire, before anybody looks at what it means.</summary>
public sealed record RawReply
{
    public required TransportEnd End { get; init; }

    /// <summary>Null when no reply came.</summary>
    public int? Status { get; init; }

    public string? ContentType { get; init; }

    /// <summary>How long the server asks to be left alone; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What was read of the body, as it came.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What the network or the client said, one sentence; null of a complete reply.</summary>
    public string? Problem { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether it was read from a record: nothing was sent, and nothing is paid for it.</summary>
    public bool IsRecorded { get; init; }
}

/// <summary>How far a reply came.</summary>
public enum TransportEnd
{
    /// <summary>To its end.</summary>
    Complete,

    /// <summary>The body is larger than allowed; the rest was not read.</summary>
    TooLong,

    /// <summary>Not to its end in time.</summary>
    TimedOut,

    /// <summary>The connection broke within the body.</summary>
    CutOff,

    /// <summary>No reply: the server can't be reached, or hung up before it said anything.</summary>
    Unreachable,

    /// <summary>Whoever asked gave up.</summary>
    Cancelled,

    /// <summary>Nothing was sent: the record has no answer to this request.</summary>
    NotRecorded,
}

using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>What one attempt at one endpoint came to.</summary>
public sealed record EndpointReply
{
    public required ModelOutcome Outcome { get; init; }

    /// <summary>What the model said, also of an answer that was cut off or refused.</summary>
    public string Text { get; init; } = "";

    /// <summary>What went wrong, one sentence; null of an answer.</summary>
    public string? Reason { get; init; }

    public string? ServedModel { get; init; }

    /// <summary>As the server counts; null when it does not say.</summary>
    public TokenUsage? Usage { get; init; }

    public required RawReply Raw { get; init; }

    /// <summary>The server took the request in and began to answer, so that it may have cost something.</summary>
    public bool MayHaveCost => Raw.Status is >= 200 and < 300 || (Raw.Status is null && (Raw.End is TransportEnd.TimedOut or TransportEnd.Cancelled));
}

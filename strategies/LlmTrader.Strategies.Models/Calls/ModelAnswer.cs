namespace LlmTrader.Strategies.Models.Calls;

/// <param name="Endpoint">Its name in the configuration.</param>
/// <param name="Outcome">How it ended there.</param>
/// <param name="Status">HTTP status; null when no reply came.</param>
/// <param name="Elapsed">From the first byte sent to the last one read.</param>
/// <param name="Reason">One sentence of whatever went wrong; null of an answer.</param>
public sealed record ModelAttempt(string Endpoint, ModelOutcome Outcome, int? Status, TimeSpan Elapsed, string? Reason);

/// <summary>What came of a call, with all that an audit asks.</summary>
public sealed record ModelAnswer
{
    public required ModelOutcome Outcome { get; init; }

    /// <summary>What the model said, whole; empty unless <see cref="ModelOutcome.Answered"/>.</summary>
    public string Text { get; init; } = "";

    /// <summary>Why there is no text; one sentence, null of an answer.</summary>
    public string? Reason { get; init; }

    /// <summary>The endpoint that ended it; null when none was asked.</summary>
    public string? Endpoint { get; init; }

    public string? RequestedModel { get; init; }

    /// <summary>The model that says it answered.</summary>
    public string? ServedModel { get; init; }

    public int InputTokens { get; init; }

    public int OutputTokens { get; init; }

    /// <summary>Of the input, those that the endpoint had in its cache.</summary>
    public int CachedTokens { get; init; }

    /// <summary>In the currency of the configured prices.</summary>
    public decimal Cost { get; init; }

    /// <summary>All that was tried, in order.</summary>
    public IReadOnlyList<ModelAttempt> Attempts { get; init; } = [];

    /// <summary>The breaker of <see cref="Endpoint"/> when it ended: <c>closed</c>, <c>open</c>, <c>half_open</c>; null when none was asked.</summary>
    public string? Breaker { get; init; }

    /// <summary>Whether it came from the cache or a record, and cost nothing.</summary>
    public bool IsReplayed { get; init; }

    /// <summary>Body of the request as it was sent, redacted.</summary>
    public string RequestBody { get; init; } = "";

    /// <summary>Body of the last reply, redacted; at most its first 64 KiB.</summary>
    public string ResponseBody { get; init; } = "";

    /// <summary>Secrets that were redacted from messages and bodies.</summary>
    public int Redactions { get; init; }
}

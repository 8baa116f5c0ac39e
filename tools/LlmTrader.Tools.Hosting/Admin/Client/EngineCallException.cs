namespace LlmTrader.Tools.Hosting.Admin.Client;

/// <summary>A running engine was asked, and did not do it.</summary>
/// <param name="kind">What sort of a no it is.</param>
/// <param name="message">What is wrong, one sentence.</param>
/// <param name="next">What to do about it; null when the message says it.</param>
/// <param name="inner">Its cause, for a trace.</param>
public sealed class EngineCallException(EngineCallKind kind, string message, string? next, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>No engine listens; it may again in a moment.</summary>
    public bool IsAbsence { get; init; }

    /// <summary>An engine took the call and did not answer.</summary>
    public bool IsSilence { get; init; }

    public EngineCallKind Kind { get; } = kind;

    public string? Next { get; } = next;
}

/// <summary>What became of a call that did not succeed.</summary>
public enum EngineCallKind
{
    /// <summary>The request itself can't be used: nothing was done.</summary>
    Request,

    /// <summary>The engine said no: nothing was done.</summary>
    Refused,

    /// <summary>It is not there, broke off, or did not answer in time: whether anything was done is not known.</summary>
    Fault,
}

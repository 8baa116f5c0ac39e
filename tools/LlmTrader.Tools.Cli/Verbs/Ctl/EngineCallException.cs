namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>A running engine was asked, and did not do it.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What is wrong, one sentence.</param>
/// <param name="next">What to do about it; null when the message says it.</param>
/// <param name="inner">Its cause, for a trace.</param>
internal sealed class EngineCallException(int exitCode, string message, string? next, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>No engine listens; it may again in a moment.</summary>
    public bool IsAbsence { get; init; }

    /// <summary>An engine took the call and did not answer.</summary>
    public bool IsSilence { get; init; }

    public int ExitCode { get; } = exitCode;

    public string? Next { get; } = next;
}

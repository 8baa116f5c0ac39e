namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>What goes wrong with a request.</summary>
internal enum FakeFault
{
    None,
    TooManyRequests,
    InternalError,
    Unavailable,

    /// <summary>The rows are committed, and yet the answer is an error.</summary>
    InternalErrorAfterCommit,

    /// <summary>The answer comes too late; the rows are committed.</summary>
    Slow,
    ResetBeforeBody,
    ResetMidBody,
    ResetAfterCommit,
    ResetMidAnswer,
}

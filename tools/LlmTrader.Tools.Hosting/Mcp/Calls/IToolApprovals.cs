namespace LlmTrader.Tools.Hosting.Mcp.Calls;

/// <summary>A call that waits for a person's word.</summary>
/// <param name="Id">Under which it is asked and answered.</param>
/// <param name="Call">What would be done.</param>
/// <param name="Client">Who wants it.</param>
/// <param name="Slot">Of the rule set that it is about.</param>
/// <param name="Expires">The word must come before, and is good until then.</param>
/// <param name="HasReadOutside">Whether the client has read text that was written outside, and may be following it.</param>
public sealed record ToolQuestion(string Id, ToolCall Call, string Client, int Slot, DateTimeOffset Expires, bool HasReadOutside);

/// <summary>How a question stands.</summary>
public enum ToolAnswerState
{
    /// <summary>Nobody has answered yet.</summary>
    Pending,

    Approved,
    Rejected,
    Expired,

    /// <summary>Whoever keeps the questions has forgotten it.</summary>
    Unknown,
}

/// <param name="State">How it stands.</param>
/// <param name="Hash">Of the call that the answer is about; null where there is none.</param>
/// <param name="By">Who has answered.</param>
/// <param name="Reason">Why.</param>
public sealed record ToolAnswer(ToolAnswerState State, string? Hash = null, string? By = null, string? Reason = null);

/// <summary>People who are asked before something is changed.</summary>
public interface IToolApprovals
{
    /// <summary>Puts a question.</summary>
    void Ask(ToolQuestion question, CancellationToken cancel);

    /// <summary>Looks how one stands.</summary>
    ToolAnswer Find(string id, CancellationToken cancel);
}

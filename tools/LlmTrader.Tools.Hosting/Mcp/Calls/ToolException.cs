namespace LlmTrader.Tools.Hosting.Mcp.Calls;

/// <summary>A call was not done, and the client is told why.</summary>
/// <param name="code">A word that a program tells it by.</param>
/// <param name="message">What is wrong, a sentence.</param>
/// <param name="next">What to do about it; null when the message says it.</param>
/// <param name="inner">Its cause.</param>
public sealed class ToolException(string code, string message, string? next = null, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;

    public string? Next { get; } = next;

    /// <summary>Whether nothing in it can be a quotation of what somebody wrote outside.</summary>
    public bool IsOurs => Code is "quota" or "bad_argument" or "arguments_too_large" or "reply_too_large" or "too_many_approvals" || Code.StartsWith("approval_", StringComparison.Ordinal);

    /// <summary>Further facts, such as the id of a question to a person.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();
}

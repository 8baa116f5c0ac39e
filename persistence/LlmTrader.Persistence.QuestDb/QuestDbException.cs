namespace LlmTrader.Persistence.QuestDb;

/// <summary>QuestDB refused something in a way that repeating does not change, or was repeated for as long as allowed.</summary>
/// <param name="message">What happened.</param>
/// <param name="remedy">What a person has to do; null when time alone may mend it.</param>
/// <param name="inner">The cause.</param>
public sealed class QuestDbException(string message, string? remedy, Exception? inner = null) : Exception(message, inner)
{
    public string? Remedy => remedy;
}

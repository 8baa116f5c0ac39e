namespace LlmTrader.Persistence.QuestDb;

/// <summary>QuestDB refused something in a way that repeating does not change, or was repeated for as long as allowed.</summary>
public sealed class QuestDbException(string message, Exception? inner = null) : Exception(message, inner);

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>A run can't be done as it was asked for; the message says why and what to do instead.</summary>
public class RunException(string message, Exception? inner = null) : Exception(message, inner);

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>Data that breaks off: whoever recorded it was cut off, or has not finished. A finding, not wrong use.</summary>
public sealed class IncompleteDataException(string message) : RunException(message);

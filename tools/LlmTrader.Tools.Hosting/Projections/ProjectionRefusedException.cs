namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>A database refuses the projection in a way that time does not mend. The message says what a person has to do.</summary>
public sealed class ProjectionRefusedException(string message, Exception inner) : Exception(message, inner);

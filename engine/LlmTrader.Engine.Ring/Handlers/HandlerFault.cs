namespace LlmTrader.Engine.Ring;

/// <summary>What stopped a handler.</summary>
/// <param name="HandlerName">The name that it was given in the pipeline.</param>
/// <param name="Sequence">The event in hand; outside an event, the next one that the handler would have got.</param>
/// <param name="Exception">What it threw.</param>
public sealed record HandlerFault(string HandlerName, long Sequence, Exception Exception)
{
    /// <summary>One line for a report.</summary>
    public string Describe() =>
        $"handler '{HandlerName}' failed at sequence {Sequence}: {Exception.GetType().Name}: {Exception.Message}";
}

namespace LlmTrader.Strategies.Models.Calls;

/// <summary>Where every call is written down.</summary>
public interface IModelCallLedger
{
    /// <summary>Writes a call and what came of it; it is on stable storage when this returns. What it throws ends whatever asked.</summary>
    /// <param name="call">What was asked.</param>
    /// <param name="answer">What came of it.</param>
    /// <param name="schemaValid">Whether the text fits its schema; null when there is none to fit or no text.</param>
    /// <param name="problem">Why it does not; null when it does.</param>
    void Write(ModelCall call, ModelAnswer answer, bool? schemaValid, string? problem);
}

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>
/// How many candidates were ever scored on data: the more there were, the better the best of them looks by luck alone. Durable, never
/// shrinking, and safe for many threads.
/// </summary>
public interface ITrialLedger
{
    /// <summary>
    /// Says that a candidate is about to be scored on a window. It is on record, whatever happens, before this returns; saying it again
    /// changes nothing.
    /// </summary>
    /// <param name="window">What it will be scored on.</param>
    /// <param name="candidateHash">Of its canonical text.</param>
    void Begin(DataWindow window, string candidateHash);

    /// <summary>How many different candidates were begun on this window or one that overlaps with it.</summary>
    long Count(DataWindow window);
}

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>Who saw a hold-out.</summary>
/// <param name="Family">See <see cref="CandidateFamily"/>.</param>
/// <param name="CandidateHash">The one of the family that did.</param>
/// <param name="Window">What it saw.</param>
public sealed record HoldOutUse(string Family, string CandidateHash, DataWindow Window);

/// <summary>Keeps hold-outs shut: a family of candidates sees each moment of one once, and never again. Durable, and safe for many threads.</summary>
public interface IHoldOut
{
    /// <summary>
    /// Takes the one look that a family has. It is on record, whatever happens, before this returns: a look that a crash cut short was one.
    /// </summary>
    /// <returns>Null when it may be opened now; else the earlier use of an overlapping window by the family, and nothing is recorded.</returns>
    HoldOutUse? Take(HoldOutUse use);
}
